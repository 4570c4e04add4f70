"""Messages the hall sends to other systems: where to, in which form, and how they are signed."""

import base64
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """How the receiver wants a message."""

    #: {"type", "timestamp", "data"}, as the Standard Webhooks specification recommends.
    GENERIC = "generic"
    #: A group robot of 企业微信.
    WECOM = "wecom"
    #: A group robot of 钉钉.
    DINGTALK = "dingtalk"


@dataclass(frozen=True)
class Hook:
    """A receiver of messages."""

    url: str
    form: Form = Form.GENERIC


@dataclass(frozen=True)
class News:
    """Something to tell: its key, the same for the same news, its type, a sentence, and the facts."""

    key: str
    kind: str
    text: str
    data: Mapping[str, object]


def body(form: Form, news: News, moment: str) -> str:
    """The message as it is sent; `moment` is ISO 8601."""
    told: Mapping[str, object] = {"msgtype": "text", "text": {"content": news.text}}
    if form is Form.GENERIC:
        told = {"type": news.kind, "timestamp": moment, "data": {**news.data, "text": news.text}}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def refusal(form: Form, answer: bytes) -> str | None:
    """Why a robot didn't take what its server answered 200 to; None when it did."""
    if form is Form.GENERIC:
        return None
    try:
        told = json.loads(answer)
    except ValueError:
        return None
    code = told.get("errcode", 0) if isinstance(told, dict) else 0
    return f"errcode {code}" if code else None


def signed(secret: bytes, message: str, moment: int, content: str) -> dict[str, str]:
    """The headers of Standard Webhooks: the receiver knows sender, age and repeats by them; seconds."""
    mac = hmac.new(secret, f"{message}.{moment}.{content}".encode(), "sha256").digest()
    return {
        "webhook-id": message,
        "webhook-timestamp": str(moment),
        "webhook-signature": f"v1,{base64.b64encode(mac).decode()}",
    }
