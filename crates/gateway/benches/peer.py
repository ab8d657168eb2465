"""The way the system before this one serves, to measure against: FastAPI that
lists and reads the newest forecast Parquet from S3 on every request.

CACHE_SECONDS keeps the table in memory for that long, its strongest form.
S3_ENDPOINT, S3_BUCKET and AWS_* say where the store is. `python peer.py` writes a
forecast to read; `uvicorn peer:app` serves it.
"""

import io
import os
import time
from datetime import date, datetime, timedelta

import boto3
import pandas
from fastapi import FastAPI, HTTPException

BUCKET = os.environ["S3_BUCKET"]
FOLDER = "peer/forecasts/"
CACHE_SECONDS = float(os.environ.get("CACHE_SECONDS", "0"))
RULES = [
    (5, "padded coat", "thick knit", "lined trousers"),
    (10, "light down jacket", "sweatshirt", "jeans"),
    (20, "cardigan", "shirt", "chinos"),
    (28, None, "T-shirt", "shorts"),
    (float("inf"), None, "sleeveless top", "shorts"),
]
STYLES = ["casual", "business", "sporty", "feminine", "minimal"]

store = boto3.client("s3", endpoint_url=os.environ["S3_ENDPOINT"], region_name="us-east-1")
app = FastAPI()
kept = None


def table():
    global kept
    if kept and time.monotonic() - kept[0] < CACHE_SECONDS:
        return kept[1]
    listed = store.list_objects_v2(Bucket=BUCKET, Prefix=FOLDER)["Contents"]
    newest = max(listed, key=lambda found: found["LastModified"])
    body = store.get_object(Bucket=BUCKET, Key=newest["Key"])["Body"].read()
    frame = pandas.read_parquet(io.BytesIO(body))
    frame["datetime"] = pandas.to_datetime(frame[["year", "month", "day", "hour"]])
    frame["date"] = frame["datetime"].dt.date
    frame = frame.sort_values("datetime").reset_index(drop=True)
    kept = (time.monotonic(), frame)
    return frame


@app.get("/forecast/latest")
async def latest():
    return table().to_dict(orient="records")


@app.get("/recommendation/by_day")
async def by_day(target_date: date):
    frame = table()
    day = frame.loc[frame["date"] == target_date, "pred_Temperature"]
    if day.empty:
        raise HTTPException(status_code=404, detail=f"no forecast of {target_date}")
    mean, low, high = (float(value) for value in (day.mean(), day.min(), day.max()))
    _, outer, top, bottom = next(rule for rule in RULES if mean <= rule[0])
    outfit = {"outer": [outer] if outer else [], "top": [top], "bottom": [bottom]}
    return {
        "target_date": target_date,
        "weather_summary": {
            "avg_temp": round(mean, 2),
            "min_temp": round(low, 2),
            "max_temp": round(high, 2),
            "temp_difference": round(high - low, 2),
        },
        "recommendations": {
            "styles": {style: outfit for style in STYLES},
            "activity_tip": "a walk",
            "layering_tip": "layers" if high - low >= 7 else "",
        },
    }


def seed():
    start = datetime.now().replace(minute=0, second=0, microsecond=0)
    times = [start + timedelta(hours=hours) for hours in range(1, 169)]
    columns = {unit: [getattr(at, unit) for at in times] for unit in ("year", "month", "day", "hour")}
    columns["day_of_week"] = [f"{at:%A}" for at in times]
    columns["pred_Temperature"] = [round(8 + (at.hour - 3) % 24 / 4, 1) for at in times]
    body = io.BytesIO()
    pandas.DataFrame(columns).to_parquet(body, index=False)
    key = f"{FOLDER}forecast_{start:%Y%m%d_%H%M}.parquet"
    store.put_object(Bucket=BUCKET, Key=key, Body=body.getvalue())


if __name__ == "__main__":
    seed()
