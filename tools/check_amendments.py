#!/usr/bin/env python3
"""Check amendments of a draw: `python3 check_amendments.py transcript.json amendments.json`. Needs Python 3.9 or later.

A second implementation, made from docs/amendments.md: makes seeds and amendments again byte by byte, and looks at all
rules. It believes the transcript: check that with check_draw.py. Exit code 0: sound. 1: a line says why it is not."""

import json
import math
import sys
from collections import Counter
from datetime import date
from hashlib import sha256
from itertools import chain, combinations, count, product
from struct import pack, unpack

ORDER, ROLES = ["UNTOC", "TIP", "SOM", "FA"], ["same_region", "other_region"]
FACTS = ["late_entrant", "instrument_joined", "departure"]
GIVES = {"beacon": {"chain", "round", "signature", "randomness"}, "delegation": {"iso3", "commitment", "reveal"}}
GIVES.update(hand={"numbers"}, given={"value"})
TOGETHER, ATTEMPTS, BOUNDLESS, EXCEED = 6, 50, 10**6, "exceed_maximum_for_volunteers"
Wrong = type("Wrong", (ValueError,), {})  # the amendments are not what they say: a code and a sentence


def must(fact, code, sentence):
    if not fact:
        raise Wrong(f"{code}: {sentence}")


def plain(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("utf-8")


def digest(value):
    return sha256(plain(value)).hexdigest()


def spelled(entry):  # as it has to be written
    forms = {"source": str, "iso3": str, "round": int, "numbers": lambda of: " ".join(map(str, map(int, of.split())))}
    return {key: forms.get(key, lambda of: bytes.fromhex(of).hex())(value) for key, value in entry.items()}


def ordered(instruments):
    return [each for each in ORDER if each in instruments]


def position(row):  # the order of the pairing
    on = [ORDER.index(each) for each in row["instruments"]]
    return row["under_review"], not row["principal"], ROLES.index(row["role"]), on, row.get("reviewer", "")


def below(seed, label, bound):  # a number below `bound` by rejection; large ones from several words, the first highest
    size = -(-(bound - 1).bit_length() // 64)
    words = (word for n in count() for word in unpack(">4Q", sha256(seed + label + pack(">Q", n)).digest()))
    while True:
        value = sum(next(words) << 64 * place for place in reversed(range(size)))
        if value < 2 ** (64 * size) - 2 ** (64 * size) % bound:
            return value % bound


class Pairing:  # who reviews whom, and everything that an amendment depends on
    def __init__(self, transcript):
        inputs = transcript["inputs"]
        self.policy, self.earlier, self.rows = inputs["policy"], inputs["earlier_load"], transcript["assignments"]
        self.states, self.gave_up, self.open = {state["iso3"]: state for state in inputs["states"]}, {}, set()
        self.group = {iso3: int(group) for group, members in transcript["groups"].items() for iso3 in members}
        self.deferrals, self.volunteers, self.chance = set(inputs["deferrals"]), set(inputs["volunteers"]), set()
        self.prices = {name: 1000**n for n, name in enumerate(self.policy["region_exhausted_order"])}

    def on(self, iso3):
        return set(self.states[iso3]["instruments"])

    def of(self, owner, **sought):
        return [r for r in self.rows if r["under_review"] == owner and all(r[key] == sought[key] for key in sought)]

    def barred(self, one, other):  # whether the policy bars them from mutual review
        same = "phase" if self.group[one] == self.group[other] else "whole_cycle"
        return self.policy["mutual_review_bar"] in ("whole_cycle", same)

    def is_free(self, owner, who):  # to review it: another one (D8) that it does not review itself (D9)
        taken = self.of(owner, reviewer=who) or (self.barred(owner, who) and self.of(who, reviewer=owner))
        return who != owner and not taken

    def room(self, place, who):  # and more above the maximum, for a volunteer
        most, above, each = (self.policy[key] for key in ("reviewer_max", "volunteer_extra", "supplement_counts"))
        if most is None or not (place["principal"] or each != "none"):
            return BOUNDLESS, 0
        mine = (row["reviewer"] == who and (row["principal"] or each != "none") for row in self.rows)
        load, offers = self.earlier.get(who, 0) + sum(mine), who in self.volunteers and EXCEED in self.prices
        return max(0, most - load), max(0, above - max(0, load - most)) if offers else 0

    def rules(self, place, who):  # given up but for D10, each with its price (None: never); how often the way counts
        mine, other, principal = self.states[place["under_review"]], self.states[who], place["principal"]
        same, strays, given_up = place["role"] == ROLES[0], mine["region"] == other["region"] != "none", {}
        if strays != same and (principal or self.policy["supplement_role"] != "any"):
            dear = self.prices.get("any_region", None if principal else 1000 ** len(self.prices))
            given_up["D2" if principal else "D7"] = None if principal and not same else dear
        weight, system = self.policy["legal_tradition_weight"], mine["legal_tradition"]
        asked = weight > 1 and principal and same and system != "unknown"
        given_up.update({"D3": 0} if asked and other["legal_tradition"] != system else {})
        if self.policy["deferral"] != "off" and who in self.deferrals and self.group[mine["iso3"]] == self.group[who]:
            given_up["D12"] = self.prices.get("drop_deferrals")
        return given_up, weight if asked and "D3" not in given_up else 1

    def able(self, place):  # who may stand there, and at what price
        owner, asked, found = place["under_review"], set(place["instruments"]), {}
        for who in sorted(set(self.states) - set(place["excluded"])):
            prices = self.rules(place, who)[0].values()
            is_party = asked & self.on(who) if place["principal"] else asked <= self.on(who)
            if is_party and None not in prices and self.is_free(owner, who) and any(self.room(place, who)):
                found[who] = sum(prices)
        return found

    def seat(self, place, who, on=None):  # take a place, and return the row
        relaxed = [*self.rules(place, who)[0], *([] if self.room(place, who)[0] else ["D10"])]
        row = {key: place[key] for key in ("under_review", "role", "principal")}
        row.update(reviewer=who, instruments=ordered(on or set(place["instruments"]) & self.on(who)))
        self.rows.append({**row, "relaxed": sorted(relaxed, key=lambda rule: int(rule[1:]))})
        return self.rows[-1]

    def fill(self, places, told, seed, *label):  # by one of all ways of the least price; false if there is none
        prices, owners = [self.able(place) for place in places], [place["under_review"] for place in places]
        those, known, table = sorted(set().union(*prices), key=lambda who: (who not in owners, who)), {}, []
        for who in those:
            (room, extra), mine = self.room(places[0], who), [n for n, price in enumerate(prices) if who in price]
            sets = chain.from_iterable(combinations(mine, size) for size in range(min(len(mine), room + extra) + 1))
            table.append([])
            for taken in sorted(sets, key=lambda taken: sum(2**n for n in taken)):
                price = sum(prices[n][who] for n in taken) + max(0, len(taken) - room) * self.prices.get(EXCEED, 0)
                weight, of = math.prod(self.rules(places[n], who)[1] for n in taken), {owners[n] for n in taken}
                table[-1] += [(price, weight, taken, of)] if len(of) == len(taken) else []

        def ways(at, left, links):  # the least price, the number of ways, and what is taken in which of them
            if at < len(those) and (at, left, links) not in known:
                found, who = [], those[at]
                for price, weight, taken, of in table[at]:  # links: which owners of places review which
                    if left.issuperset(taken) and not any(a in of and b == who and self.barred(a, b) for a, b in links):
                        more = links.union((who, owner) for owner in of) if who in owners else frozenset()
                        after = (at + 1, left.difference(taken), more)
                        found.append((price + ways(*after)[0], weight * ways(*after)[1], taken, after))
                least = min((each[0] for each in found if each[1]), default=0)
                found = [each for each in found if each[0] == least]
                known[at, left, links] = least, sum(each[1] for each in found), found
            return known.get((at, left, links), (0, int(not left), []))

        sys.setrecursionlimit(max(sys.getrecursionlimit(), 4 * len(those) + 1000))  # one call deeper for each State
        cost, total, found = ways(0, frozenset(range(len(places))), frozenset())
        number, chosen = below(seed, "/".join(map(str, ("amendment", *label))).encode(), total) if total else 0, {}
        while total and found:
            for _, share, taken, after in found:
                if number < share:
                    break
                number -= share
            number, found = number % ways(*after)[1], ways(*after)[2]
            chosen.update((n, those[after[0] - 1]) for n in taken)
        how = {"stage": label[1], "attempt": label[2], "sampler": "exact", "outcomes": str(total), "marginals": {}}
        how.update(dict.fromkeys(("distance_millionths", "tolerance_millionths"), 0), slots=len(places))
        told["method"].append({**how, "relaxation_cost": cost, "widened": cost > 0})
        told["vacancies"] += places
        told["filled"] += [self.seat(places[n], who) for n, who in sorted(chosen.items())]
        return total


def happened(pairing, record, number):  # what the event does, by its kind and whom it is about; the pairing takes it in
    made = {k: [] for k in ("states", "deferrals", "vacated", "changed", "vacancies", "entropy", "filled", "method")}
    made.update({key: record[key] for key in ("kind", "previous_sha256", "volunteers")}, number=number, groups={})
    made.update(reason=str(record["reason"]), by_name=record["by_name"] is True, seed="")
    made["on"] = str(date.fromisoformat(record["on"]))
    touched, kind, vacated, changed, places = set(), *(made[k] for k in ("kind", "vacated", "changed", "vacancies"))
    if kind in FACTS:
        state, iso3, now = record["states"][0], record["states"][0]["iso3"], set(record["states"][0]["instruments"])
        before = set(pairing.states.get(iso3, {"instruments": []})["instruments"])
        base, gone, new = pairing.states[iso3] if before else state, before - now, now - before
        fits = kind == FACTS[0 if not before else 2 if gone else 1] and ("UNTOC" in now or not now) and len(state) == 4
        must(fits, "not_a_party", f"{iso3} did something else, or is not party to the Convention.")
        made["states"] = [{**base, "instruments": ordered(now)}]
        made["groups"] = {} if before else {iso3: max(1, int(record["groups"][iso3]))}
        for row in pairing.rows:
            mine, on = row["under_review"] == iso3, set(row["instruments"])
            rest = on - gone if iso3 in (row["under_review"], row["reviewer"]) else on
            rest = rest | (new & pairing.on(row["reviewer"]) if mine and row["principal"] else set())
            vacated += [] if rest else [row]
            changed += [{**row, "instruments": ordered(rest)}] if rest and rest != on else []
        touched = {(iso3, role) for role in ROLES if new}
    elif kind == "supplement":
        touched = {(record["vacancies"][0]["under_review"], role) for role in ROLES}
    elif kind == "deferral":
        (who,), group = record["deferrals"], pairing.group
        made["deferrals"] = [who] if pairing.policy["deferral"] != "off" and who not in pairing.deferrals else []
        vacated += [r for r in pairing.rows if r["reviewer"] == who and group[r["under_review"]] == group[who]]
    elif kind in ("redraw", "replacement"):
        vacated += [row for row in pairing.rows if row == record["vacated"][0]]
    touched.update((row["under_review"], row["role"]) for row in vacated + changed)
    must(touched or kind in FACTS, "nothing_to_redraw", f"the {kind} touches no place.")
    pairing.states.update((state["iso3"], state) for state in made["states"])
    pairing.group.update(made["groups"])
    pairing.deferrals.update(made["deferrals"])
    pairing.volunteers.update(made["volunteers"])
    new = {(row["under_review"], row["reviewer"]): row for row in changed}
    pairing.rows = [new.get((r["under_review"], r["reviewer"]), r) for r in pairing.rows if r not in vacated]
    for owner, role in touched:
        on, led = pairing.on(owner), pairing.of(owner, role=role, principal=True)
        gap = on.difference(*(row["instruments"] for row in pairing.of(owner, role=role)))
        out = {row["reviewer"] for row in vacated if row["under_review"] == owner and kind not in FACTS}
        pairing.gave_up[owner] = sorted(out.union(pairing.gave_up.get(owner, [])))
        place = {"under_review": owner, "role": role, "principal": not led, "excluded": pairing.gave_up[owner]}
        places += [{**place, "instruments": ordered(gap if led else on)}] if gap else []
    places.sort(key=lambda place: (not place["principal"], position(place)))
    return made


def draw(pairing, made, seed):  # by lot: who else leaves, all places, who comes, and how
    rows, principals = pairing.rows, [place for place in made["vacancies"] if place["principal"]]
    for attempt in range(ATTEMPTS):
        told = {"vacated": list(made["vacated"]), "vacancies": [], "filled": [], "method": []}
        pairing.rows, those = list(rows), principals
        for stage in ("principals", "supplements"):
            parts = enumerate(those[start : start + TOGETHER] for start in range(0, len(those), TOGETHER))
            if not all(pairing.fill(part, told, seed, made["number"], stage, attempt, n) for n, part in parts):
                break
            those = [place for place in made["vacancies"] if not place["principal"]]
            for place, row in zip(principals, told["filled"]):
                more = sorted(pairing.of(place["under_review"], role=place["role"], principal=False), key=position)
                covered = sum((each["instruments"] for each in more), row["instruments"])
                if stage == "principals" and sorted(covered) != sorted(place["instruments"]):
                    told["vacated"] += more
                    pairing.rows = [each for each in pairing.rows if each not in more]
                    gap = [each for each in place["instruments"] if each not in row["instruments"]]
                    those += [{**place, "principal": False, "instruments": gap}] if gap else []
            split = ([p] if pairing.able(p) else [{**p, "instruments": [i]} for i in p["instruments"]] for p in those)
            those = sorted(chain.from_iterable(split), key=position)
        else:
            return told
    raise Wrong("no_valid_assignment: nothing can be drawn, so there can be no such amendment.")


def again(pairing, record, number):  # the amendment as it has to be; the pairing takes it in
    new = sorted(set(record["volunteers"]).intersection(pairing.states) - pairing.volunteers)
    must(new == record["volunteers"], "unknown_state", "the volunteers are not new ones of the register.")
    team, made = [(row["under_review"], row["reviewer"]) for row in pairing.rows], happened(pairing, record, number)
    if made["by_name"]:
        (place,), who, owner = made["vacancies"], record["filled"][0]["reviewer"], record["filled"][0]["under_review"]
        on = set(place["instruments"]).difference(*(r["instruments"] for r in pairing.of(owner, role=place["role"])))
        may = pairing.is_free(owner, who) and (owner, who) not in team and on <= pairing.on(who)
        must(may, "may_not_be_named", f"{who} may not review {owner}.")
        made["filled"] = [pairing.seat(place, who, on)]
    elif made["vacancies"] and record["entropy"]:
        for entry in record["entropy"]:  # if an entry could be written in two ways, seeds could be tried out
            source, text = entry["source"], entry.get("signature", entry.get("reveal", ""))
            more = {"source", "previous_signature"} & {*entry} if len(text) == 192 else {"source"}
            exact = {*entry} == GIVES[source] | more and plain(entry) == plain(spelled(entry))
            fits = sha256(bytes.fromhex(text)).hexdigest() in (entry.get("randomness"), entry.get("commitment"))
            fits = fits or (len(entry.get("value", "")) == 64 and len(record["entropy"]) == 1)
            fits = fits or (source in ("hand", "delegation") and not text)
            must(exact and fits, "value_wrong", f"it is not what the {source} gave, or more.")
            pairing.chance.add(" ".join((source, entry.get("chain", "")[:16])).strip())
        seed = digest({"entropy": record["entropy"], "previous_sha256": record["previous_sha256"]})
        made.update(draw(pairing, made, bytes.fromhex(seed)), entropy=record["entropy"], seed=seed)
    else:
        must(made["kind"] in FACTS or not made["vacancies"], "must_be_filled", "a place is left open that may not be.")
        pairing.open |= {(place["under_review"], place["role"]) for place in made["vacancies"]}
    pairing.rows.sort(key=position)
    return made


def constraints(pairing):  # look at the pairing without the machinery above
    policy, states, load, above, missing = pairing.policy, pairing.states, Counter(pairing.earlier), Counter(), set()
    pairs, most = [(row["under_review"], row["reviewer"]) for row in pairing.rows], policy["reviewer_max"]
    must(len(set(pairs)) == len(pairs) and all(a != b for a, b in pairs), "D8", "itself, or the same one twice.")
    for row in pairing.rows:
        who, of, on, given_up = row["reviewer"], row["under_review"], set(row["instruments"]), row["relaxed"]
        must(on and on <= pairing.on(who) & pairing.on(of), "D4", f"{who} or {of} is not party to {', '.join(on)}.")
        fits = (states[of]["region"] == states[who]["region"] != "none") == (row["role"] == ROLES[0])
        free = "D2" in given_up if row["principal"] else "D7" in given_up or policy["supplement_role"] == "any"
        must(fits or free, "D2", f"{who} is of the wrong region for {of}.")
        away = policy["deferral"] != "off" and who in pairing.deferrals and pairing.group[who] == pairing.group[of]
        must(not away or "D12" in given_up, "D12", f"{who} had put off reviewing in its own year.")
        must((who, of) not in pairs or not pairing.barred(who, of), "D9", f"{who} and {of} review each other.")
        load[who] += row["principal"] or policy["supplement_counts"] != "none"
        above[who] += "D10" in given_up
    for iso3, (role, on) in product(states, product(ROLES, ORDER)):
        able = [row for row in pairing.of(iso3, role=role) if on in row["instruments"]]
        missing |= {(iso3, role)} if on in pairing.on(iso3) and not able else set()
        must(len(able) < 2, "D1", f"{iso3} has {len(able)} reviewers on {on} in the role {role}.")
        top = max(most or 0, pairing.earlier.get(iso3, 0)) + above[iso3]
        must(most is None or load[iso3] <= top, "D10", f"{iso3} does {load[iso3]} reviews.")
    must(missing <= pairing.open, "D1", "a place is open that was not left open.")
    pairing.open = missing


def check(transcript, amendments):  # Return a line about sound amendments; raises Wrong.
    drawn, records = json.loads(transcript), json.loads(amendments)
    files = [plain(value) + b"\n" for value in (drawn, records)]
    must([transcript, amendments] == files, "not_canonical", "a file is not written in the one way.")
    pairing, head = Pairing(drawn), drawn.pop("sha256")
    must(head == digest(drawn), "hash_wrong", "the transcript was changed after it was made.")
    for number, record in enumerate(records, 1):
        must(record["previous_sha256"] == head, "amendment_out_of_order", f"amendment {number} does not follow.")
        head = record.pop("sha256")
        must(head == digest(record), "hash_wrong", f"amendment {number} was changed after it was made.")
        must(plain(again(pairing, record, number)) == plain(record), "outcome_differs", f"in amendment {number}.")
        constraints(pairing)
    chance = "".join(f"; chance: {source}" for source in sorted(pairing.chance))
    counts = f"{len(records)} amendments, {len(pairing.rows)} assignments, {len(pairing.open)} open"
    return f"sound: {counts}{chance}; head {head}"


if __name__ == "__main__":
    try:
        print(check(*(open(name, "rb").read() for name in sys.argv[1:])))
    except (ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError, RecursionError) as error:
        usage = f"NOTHING CHECKED: {error}\n{__doc__}" if isinstance(error, OSError) or len(sys.argv) != 3 else ""
        sys.exit(usage or f"NOT SOUND: {error if isinstance(error, Wrong) else 'malformed: ' + repr(error)}")
