from procurement.views.home import home

__all__ = ["home"]
