"""The official files and real rows, which stay outside the project."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
CLASSIFIER = SHARED / "reference" / "clasificador_de_bienes_y_servicios_v14_1.xlsx"
PLACES = [SHARED / "reference" / "departamentos.csv", SHARED / "reference" / "municipios.csv"]
SECOP = [SHARED / "secop" / "procesos_raw_200.json", SHARED / "secop" / "procesos_menor_cuantia_1500.jsonl"]

with_shared_data = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data is not beside the project")
