"""The entity model: the service document and $metadata, made from the tables."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from taizhang.doors.tables import Column, Table, Type

SPACE = "Taizhang"
EDM = {
    Type.TEXT: "Edm.String", Type.WHOLE: "Edm.Int32", Type.NUMBER: "Edm.Double", Type.YES_NO: "Edm.Boolean",
    Type.MOMENT: "Edm.DateTimeOffset", Type.ID: "Edm.Guid", Type.FIGURES: f"Collection({SPACE}.Figure)",
    Type.VALUES: f"Collection({SPACE}.Value)",
}  # fmt: skip
FIGURE = {"measure": "Edm.String", "label": "Edm.String", "value": "Edm.Int64"}
VALUE = {"field": "Edm.String", "value": "Edm.String"}
_EDMX, _EDM = "http://docs.oasis-open.org/odata/ns/edmx", "http://docs.oasis-open.org/odata/ns/edm"
DESCRIPTION = "Org.OData.Core.V1.Description"


def service(base: str, tables: Sequence[Table]) -> dict[str, object]:
    """What is there, for whoever opens the address."""
    sets = [{"name": one.name, "title": one.label, "kind": "EntitySet", "url": one.name} for one in tables]
    return {"@odata.context": f"{base}$metadata", "value": sets}


def metadata(tables: Sequence[Table]) -> bytes:
    """The model in CSDL; labels are annotations, in Chinese."""
    top = Element("edmx:Edmx", {"xmlns:edmx": _EDMX, "Version": "4.0"})
    schema = SubElement(SubElement(top, "edmx:DataServices"), "Schema", {"xmlns": _EDM, "Namespace": SPACE})
    _complex(schema, "Figure", FIGURE)
    _complex(schema, "Value", VALUE)
    for table in tables:
        _entity(schema, table)
    container = SubElement(schema, "EntityContainer", {"Name": "Container"})
    for table in tables:
        made = {"Name": table.name, "EntityType": f"{SPACE}.{entity_type(table)}"}
        _describe(SubElement(container, "EntitySet", made), table.label)
    return bytes(tostring(top, encoding="utf-8", xml_declaration=True))


def entity_type(table: Table) -> str:
    return table.name.removesuffix("s").capitalize() if table.name != "duties" else "Duty"


def _complex(schema: Element, name: str, properties: dict[str, str]) -> None:
    made = SubElement(schema, "ComplexType", {"Name": name})
    for one, kind in properties.items():
        SubElement(made, "Property", {"Name": one, "Type": kind})


def _entity(schema: Element, table: Table) -> None:
    made = SubElement(schema, "EntityType", {"Name": entity_type(table)})
    SubElement(SubElement(made, "Key"), "PropertyRef", {"Name": table.key.name})
    for column in table.columns:
        _describe(SubElement(made, "Property", _property(table, column)), column.label)


def _property(table: Table, column: Column) -> dict[str, str]:
    certain = column is table.key or EDM[column.type].startswith("Collection")
    return {"Name": column.name, "Type": EDM[column.type], **({"Nullable": "false"} if certain else {})}


def _describe(element: Element, text: str) -> None:
    SubElement(element, "Annotation", {"Term": DESCRIPTION, "String": text})
