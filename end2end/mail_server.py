"""An SMTP server on 127.0.0.1: each mail it takes becomes one line of JSON in a file.

    mail_server.py PORT FILE
"""

import asyncio
import json
import sys

from aiosmtpd.smtp import SMTP


class Keeper:
    def __init__(self, file: str) -> None:
        self.file = file

    async def handle_DATA(self, server, session, envelope) -> str:
        mail = {"recipients": envelope.rcpt_tos, "source": envelope.content.decode("utf-8", "surrogateescape")}
        with open(self.file, "a", encoding="utf-8") as kept:
            kept.write(json.dumps(mail) + "\n")
        return "250 Kept"


async def main(port: int, file: str) -> None:
    keeper = Keeper(file)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(keeper, hostname="localhost", loop=loop), "127.0.0.1", port)
    print("ready", flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
