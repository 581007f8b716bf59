"""Every measurement, one after the other: `python -m bench [REVIEWS]`."""

import sys

import uvloop

from bench import acts, calendars, doctor, lots, mail, webhooks

REVIEWS = 16

MAILS = 6_000

if __name__ == "__main__":
    lots.main()
    doctor.main()
    uvloop.run(webhooks.main())
    uvloop.run(calendars.main())
    uvloop.run(mail.main(MAILS))
    uvloop.run(acts.main(int(sys.argv[1]) if len(sys.argv) > 1 else REVIEWS))
