"""Rows of the open data of SECOP II (datos.gov.co, p6dx-8zbt): what is read of them, and how."""
