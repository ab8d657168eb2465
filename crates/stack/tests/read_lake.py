"""Reads the lake as any Parquet engine does, and compares it with the archive
that the replay serves:  read_lake.py BUCKET_FOLDER ARCHIVE

Every replayed hour of Seoul has the archive's values, bit for bit, and what the archive
does not have is missing in the lake.
"""

import sys
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

bucket, archive_file = sys.argv[1:]

lake = ds.dataset(f"{bucket}/observations", format="parquet", partitioning="hive").to_table().sort_by("time")
places = set(zip(lake["location"].to_pylist(), lake["source"].to_pylist()))
assert places == {("seoul", "kma_sfctm3"), ("new-york", "open_meteo")}, places
lake = lake.filter(pc.field("location") == "seoul")
assert lake.schema.field("time").type == pa.timestamp("us", tz="UTC"), lake.schema


def local(table):
    return [time.astimezone(ZoneInfo("Asia/Seoul")) for time in table["time"].to_pylist()]


archive = pq.read_table(archive_file)
years = local(lake)[-1].year - 2018
rows = {(time.year + years, time.month, time.day, time.hour): row for row, time in enumerate(local(archive))}
wanted = pa.array([rows[(time.year, time.month, time.day, time.hour)] for time in local(lake)])
archive = archive.take(wanted)
for name in archive.column_names:
    if name != "time":
        assert lake[name].combine_chunks().equals(archive[name].combine_chunks()), name

times = lake["time"].cast(pa.int64()).to_pylist()
assert all(after - before == 3600 * 1_000_000 for before, after in zip(times, times[1:])), "a gap"
missing = sum(lake[name].null_count for name in archive.column_names)
cold = lake["temperature_c"].to_pylist().count(-9.0)
print(f"{lake.num_rows} hours equal, {cold} of them at -9.0 °C; {missing} values missing in both")
