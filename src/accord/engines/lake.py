"""The door to the lake: touches in sealed Parquet files that a manifest lists."""

from accord.engines.lake_rows import Truth, from_csv, made_true, owned, truth

__all__ = ["Truth", "from_csv", "made_true", "owned", "truth"]
