"""Prints as JSON what it understood of its standard input: a feed, a calendar, or a JSON list of mails."""

import email
import email.policy
import json
import sys


def feed(source: bytes) -> dict:
    import feedparser

    read = feedparser.parse(source)
    return {
        "bozo": bool(read.bozo),
        "problem": str(read.get("bozo_exception", "")),
        "version": read.version,
        "title": read.feed.get("title", ""),
        "language": read.feed.get("language", ""),
        "entries": [
            {
                "id": entry.get("id", ""),
                "title": entry.get("title", ""),
                "link": entry.get("link", ""),
                "summary": entry.get("summary", ""),
                "content": "".join(part.value for part in entry.get("content", [])),
                "published": entry.get("published", ""),
            }
            for entry in read.entries
        ],
    }


def calendar(source: bytes) -> dict:
    import icalendar

    read = icalendar.Calendar.from_ical(source)
    events = [event(each) for each in read.walk("VEVENT")]
    errors = [list(map(str, error)) for each in read.walk() for error in each.errors]
    refresh = read.get("REFRESH-INTERVAL")
    return {
        "name": str(read.get("NAME", "")),
        "product": str(read.get("PRODID", "")),
        "method": str(read.get("METHOD", "")),
        "refresh_seconds": refresh.dt.total_seconds() if refresh else 0,
        "errors": errors,
        "events": events,
    }


def event(read) -> dict:
    start, end = read.decoded("DTSTART"), read.decoded("DTEND", None)
    categories = read.get("CATEGORIES")
    return {
        "uid": str(read["UID"]),
        "sequence": int(read["SEQUENCE"]),
        "stamp": read.decoded("DTSTAMP").isoformat(),
        "start": start.isoformat(),
        "end": end.isoformat() if end else "",
        "is_day": not hasattr(start, "hour"),
        "status": str(read["STATUS"]),
        "summary": str(read["SUMMARY"]),
        "language": read["SUMMARY"].params.get("LANGUAGE", ""),
        "url": str(read.get("URL", "")),
        "categories": [str(name) for name in categories.cats] if categories else [],
    }


def mails(source: bytes) -> list:
    return [mail(each.encode("utf-8", "surrogateescape")) for each in json.loads(source)]


def mail(source: bytes) -> dict:
    message = email.message_from_bytes(source, policy=email.policy.default)
    parts = {part.get_content_type(): part for part in message.walk() if not part.is_multipart()}
    defects = [repr(defect) for part in message.walk() for defect in part.defects]
    defects += [repr(defect) for value in message.values() for defect in value.defects]
    return {
        "headers": {name.lower(): str(value) for name, value in message.items()},
        "text": parts["text/plain"].get_content() if "text/plain" in parts else "",
        "html": parts["text/html"].get_content() if "text/html" in parts else "",
        "defects": defects,
    }


if __name__ == "__main__":
    reader = {"feed": feed, "calendar": calendar, "mails": mails}[sys.argv[1]]
    json.dump(reader(sys.stdin.buffer.read()), sys.stdout)
