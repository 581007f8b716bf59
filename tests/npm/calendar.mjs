// Reads a calendar from stdin with ical.js, the library of Thunderbird, and tells what it understood, as JSON.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const library = createRequire(`${process.argv[2]}/`)("ical.js");
const ICAL = library.default ?? library;
ICAL.design.strict = true;

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) {
  ICAL.TimezoneService.register(new ICAL.Timezone(zone));
}

const instant = (time) => (time.isDate ? time.toString() : time.toJSDate().toISOString());

const events = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component, { strictExceptions: true });
  return {
    uid: event.uid,
    sequence: event.sequence,
    summary: event.summary,
    description: event.description,
    status: component.getFirstPropertyValue("status"),
    start: instant(event.startDate),
    end: instant(event.endDate),
    is_day: event.startDate.isDate,
    attendees: event.attendees.map((each) => [each.getFirstValue(), each.getParameter("cn") ?? ""]),
    alarms: component.getAllSubcomponents("valarm").map((alarm) => {
      const trigger = alarm.getFirstProperty("trigger");
      const from = trigger.getParameter("related") === "END" ? event.endDate : event.startDate;
      const rings = from.clone();
      rings.addDuration(trigger.getFirstValue());
      return instant(rings);
    }),
  };
});

const text = (name) => calendar.getFirstPropertyValue(name)?.toString() ?? null;
process.stdout.write(
  JSON.stringify({ method: text("method"), name: text("name"), refresh: text("refresh-interval"), events }),
);
