"""The drawing of an agreement, made by the agreement's room."""

from collections.abc import Collection
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from accord.agreement.drawing import as_svg, drawing
from accord.agreement.spec import Agreement

register = template.Library()


@register.simple_tag(takes_context=True)
def lanes(context: dict[str, Any], agreement: Agreement, changed: Collection[str] | str = ()) -> SafeString:
    """The way of a lead as SVG, turned as the page is; what the paths of `changed` speak of is marked."""
    made = drawing(agreement, changed=frozenset(changed or ()), right_to_left=context.get("direction") == "rtl")
    return mark_safe(as_svg(made))  # noqa: S308 - it escapes every word of the agreement (test_drawing)
