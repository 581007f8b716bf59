#!/usr/bin/env python3
"""Check a drawing of lots: `python3 check_draw.py transcript.json [SEAL]`. Needs Python 3.9 or later, nothing else.

A second implementation, written from docs/lots.md: makes seed and outcome again byte by byte, and looks at every rule
by itself. SEAL was published before the draw: without it, the inputs may be others. Exit code 0: sound. 1: not; why."""

import hashlib
import itertools
import json
import math
import struct
import sys
from collections import Counter

ORDER, ROLES = ["UNTOC", "TIP", "SOM", "FA"], ["same_region", "other_region"]
REGIONS = ["african", "asia_pacific", "eastern_european", "grulac", "none", "weog"]
GIVES = {"given": ["value"], "hand": [], "beacon": ["signature", "randomness"], "delegation": ["reveal"]}
TWO64, HUGE, NEVER, MULTIPLE = 2**64, 2**30, 2**300, math.lcm(*range(1, 65))
Wrong = type("Wrong", (ValueError,), {})  # the transcript is not what it says: a code and a sentence


def must(fact, code, sentence):
    if not fact:
        raise Wrong(f"{code}: {sentence}")


def plain(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("utf-8")


def digest(value):
    return hashlib.sha256(plain(value)).hexdigest()


def stream(key, label):
    for block in itertools.count():
        yield from struct.unpack(">4Q", hashlib.sha256(key + label.encode() + struct.pack(">Q", block)).digest())


def uniform(words, bound):  # A number below `bound`, by rejection; large ones from several words, the first highest.
    size = -(-(bound - 1).bit_length() // 64)
    while True:
        value = sum(next(words) << 64 * place for place in reversed(range(size)))
        if value < TWO64**size - TWO64**size % bound:
            return value % bound


class Stage:  # slots (owner, {State: price}, preferred States, pool) to be filled, and the limits of load
    def __init__(self, slots, load, floor, cap, extra, price, bar, held, weight, states):
        self.slots, self.load, self.floor, self.cap, self.extra = slots, load, floor, cap, extra
        self.price, self.bar, self.held, self.weight, self.states = price, bar, held, weight, states
        self.top, self.table = [c + e for c, e in zip(cap, extra)], {}
        self.pools = {pool: [n for n, s in enumerate(slots) if s[3] == pool] for pool in {s[3] for s in slots}}

    def clash(self, owner, who, team):
        return who in team[owner] or (self.bar[owner] == self.bar[who] and owner in team[who])

    def steps(self, place, state):
        (load, links), (owner, prices, preferred, _) = state, self.slots[place]
        then = self.slots[place + 1][0] if place + 1 < len(self.slots) else len(load)
        for who, price in prices.items():
            barred = (who, owner) in links and self.bar[who] == self.bar[owner]
            if barred or load[who] >= self.top[who] or (owner, who) in links or self.clash(owner, who, self.held):
                continue
            new = {(a, b) for a, b in links | {(owner, who)} if a == then or (b >= then and self.bar[a] == self.bar[b])}
            after = (*load[:who], load[who] + 1, *load[who + 1 :]), frozenset(new)
            yield who, price + self.price * (load[who] >= self.cap[who]), self.weight if who in preferred else 1, after

    def ways(self, place, state):  # The least price and the number of ways to fill the slots from `place` on.
        if place == len(self.slots):
            return 0, int(all(map(int.__le__, self.floor, state[0])))
        if self.table.get((place, state)) is None:
            if len(self.table) >= 10000 or len(self.slots) > 24:
                raise OverflowError
            self.table[place, state], found = None, Counter()
            for _, price, weight, after in self.steps(place, state):
                rest, number = self.ways(place + 1, after)
                found[price + rest] += weight * number
            self.table[place, state] = min(((p, n) for p, n in found.items() if n), default=(0, 0))
        return self.table[place, state]

    def pick(self, number):
        state, chosen = (tuple(self.load), frozenset()), []
        for place in range(len(self.slots)):
            for who, price, weight, after in self.steps(place, state):
                rest, below = self.ways(place + 1, after)
                share = weight * below if price + rest == self.ways(place, state)[0] else 0
                if number < share:
                    break
                number -= share
            number %= below
            chosen, state = [*chosen, who], after
        return chosen

    def draw(self, key, label):
        size = len(self.slots)
        how = {"slots": size, "distance_millionths": 0, "tolerance_millionths": 0, "marginals": {}}
        if not all(prices for _, prices, _, _ in self.slots):
            return None
        try:
            cost, weight = self.ways(0, (tuple(self.load), frozenset()))
            how.update(sampler="exact", relaxation_cost=cost, outcomes=str(weight))
            return (self.pick(uniform(stream(key, label), weight)), how) if weight else None
        except OverflowError:  # too many to be counted
            pass
        for longer in (1, 2, 4, 8, 16, 32, 64):
            pair = [Walker(self, stream(key, f"{label}/{longer}/{number}")) for number in (0, 1)]
            ends = [walker.search() for walker in pair]
            budget, start = min(ends, key=lambda end: end[0])
            if budget == NEVER:
                return None
            burn, gap, notes = longer * 10 * size * size.bit_length(), longer * 4 * size, [Counter(), Counter()]
            for walker, noted, (cost, end) in zip(pair, notes, ends):
                walker.place(start if cost > budget else end)
                walker.budget = budget
                walker.go(burn)
                for _ in range(32):
                    walker.go(gap)
                    noted.update(enumerate(walker.at))
            cells, shares = set(notes[0]) | set(notes[1]), self.shares(notes)
            terms = ((notes[0][c] - notes[1][c]) ** 2 * (MULTIPLE // (notes[0][c] + notes[1][c])) for c in cells)
            freedom = max(1, len(cells) - size)
            index, limit = sum(terms) * 1000000 // (MULTIPLE * freedom), 1150000 + math.isqrt(32 * 10**12 // freedom)
            if index <= limit and all(abs(a - b) <= most for row in shares.values() for a, b, most in row.values()):
                how.update(sampler="walk", relaxation_cost=pair[0].cost, steps=burn + 32 * gap, marginals=shares)
                return pair[0].at, dict(how, distance_millionths=index, tolerance_millionths=limit)
        raise Wrong("sampler_not_converged: the walks do not agree, so there can be no such draw.")

    def shares(self, notes):  # region -> region of reviewer -> how often in a million each walk saw it, how far apart
        table, seen = {}, Counter()
        for walk, noted in enumerate(notes):
            for (slot, who), times in noted.items():
                seen[self.slots[slot][3], self.states[who]["region"], walk] += times
        for pool, by in {key[:2] for key in seen if key[0][0] == ROLES[1]}:
            pair, whole = [seen[pool, by, walk] for walk in (0, 1)], 32 * len(self.pools[pool])
            most = -(-math.isqrt(25 * sum(pair)) * 1000000 // whole)
            table.setdefault(pool[1], {})[by] = [*(times * 1000000 // whole for times in pair), most]
        return table


class Walker:  # a walk over the valid assignments of a stage
    def __init__(self, stage, words):
        self.stage, self.words, self.lists = stage, words, [list(prices) for _, prices, _, _ in stage.slots]

    def place(self, at=None):  # Stand at an assignment, or begin one, each slot from a random place of its list on.
        self.at, self.load, self.team = [], list(self.stage.load), [list(held) for held in self.stage.held]
        for number, ((owner, *_), options) in enumerate(zip(self.stage.slots, self.lists)):
            first = 0 if at else uniform(self.words, len(options))
            free = (w for w in options[first:] + options[:first] if not self.stage.clash(owner, w, self.team))
            who = at[number] if at else next(free, None)
            if who is None:
                return False
            self.at.append(who)
            self.load[who] += 1
            self.team[owner].append(who)
        self.cost = self.stage.price * sum(max(load - cap, 0) for load, cap in zip(self.load, self.stage.cap))
        self.cost += sum(slot[1][who] for slot, who in zip(self.stage.slots, self.at))
        return True

    def search(self):
        stage, floor, top, size, self.budget = self.stage, self.stage.floor, self.stage.top, len(self.lists), NEVER
        steps = (1000 + 40 * size) * any(self.place() for _ in range(50))
        wrong = sum(max(load - b, 0) + max(a - load, 0) for load, a, b in zip(self.load, floor, top)) if steps else 1
        while wrong and steps:
            place, steps = uniform(self.words, size), steps - 1
            first, old, load = uniform(self.words, len(self.lists[place])), self.at[place], self.load
            gain, best, chosen = (load[old] <= floor[old]) - (load[old] > top[old]), 1, old
            for new in self.lists[place][first:] + self.lists[place][:first]:
                change = gain + (load[new] >= top[new]) - (load[new] < floor[new])
                if new != old and change < best and not stage.clash(stage.slots[place][0], new, self.team):
                    best, chosen = change, new
            self.change([place], [chosen], prefers=False)
            wrong += best if chosen != old else 0
        cheapest, start = (NEVER, None) if wrong else (self.cost, self.at[:])
        dearest = max(price for _, prices, _, _ in stage.slots for price in (stage.price, *prices.values()))
        for step in range(0 if wrong else 512 * size):
            self.budget = cheapest + dearest if step // size % 32 == 31 else self.cost
            self.go(cheapest > 0)
            if self.cost < cheapest:
                cheapest, start = self.cost, self.at[:]
        return cheapest, start

    def go(self, steps):
        for _ in range(steps):
            place, kind = divmod(uniform(self.words, 8 * len(self.at)), 8)
            if kind < 6:
                old, new = self.at[place], self.lists[place][uniform(self.words, len(self.lists[place]))]
                if new != old and self.load[new] < self.stage.top[new] and self.load[old] > self.stage.floor[old]:
                    self.change([place], [new])
                continue
            pool = self.stage.pools[self.stage.slots[place][3]]
            second = uniform(self.words, len(self.at)) if kind == 6 else pool[uniform(self.words, len(pool))]
            third = second if kind == 6 else pool[uniform(self.words, len(pool))]
            if place not in (second, third):
                ring = [place, second, third][: 2 + (second != third)]
                self.change(ring, [self.at[each] for each in ring[1:] + ring[:1]])

    def change(self, places, new, prefers=True):
        stage, old, slots = self.stage, [self.at[n] for n in places], [self.stage.slots[n] for n in places]
        if new == old or any(who not in slot[1] for slot, who in zip(slots, new)):
            return
        before = [(slot[0], list(self.team[slot[0]])) for slot in slots]
        for slot, who in zip(slots, old):
            self.team[slot[0]].remove(who)
        for slot, who in zip(slots, new):
            if stage.clash(slot[0], who, self.team):
                break
            self.team[slot[0]].append(who)
        else:
            price = sum(slot[1][b] - slot[1][a] for slot, a, b in zip(slots, old, new))
            if len(places) == 1:  # only then loads change
                more = (self.load[new[0]] >= stage.cap[new[0]]) - (self.load[old[0]] > stage.cap[old[0]])
                price += more * stage.price
            loss = prefers and sum((a in slot[2]) - (b in slot[2]) for slot, a, b in zip(slots, old, new))
            if self.cost + price <= self.budget and (loss <= 0 or not uniform(self.words, stage.weight**loss)):
                self.cost += price
                for place, a, b in zip(places, old, new):
                    self.at[place] = b
                    self.load[a] -= 1
                    self.load[b] += 1
                return
        for owner, team in before:
            self.team[owner] = team


class Draw:  # from sealed inputs and a seed to groups, assignments and method
    def __init__(self, inputs, seed):
        self.inputs, self.policy, self.states = inputs, inputs["policy"], inputs["states"]
        self.codes, self.joined = [s["iso3"] for s in self.states], [set(s["instruments"]) for s in self.states]
        self.earlier, self.all = [inputs["earlier_load"].get(code, 0) for code in self.codes], range(len(self.codes))
        self.prices = {name: 1000**n for n, name in enumerate(self.policy["region_exhausted_order"])}
        self.key = hashlib.sha256(seed + plain({k: v for k, v in inputs.items() if k != "entropy_sources"})).digest()
        self.weight, self.group, words = self.policy["legal_tradition_weight"], {}, stream(self.key, "groups")
        regions = [[s["iso3"] for s in self.states if s["region"] == region] for region in REGIONS]
        ways = itertools.product(*(itertools.combinations("123", len(members) % 3) for members in regions))
        even = [w for w in ways if max(n := [sum(group in more for more in w) for group in "123"]) - min(n) <= 1]
        for members, more in zip(regions, even[uniform(words, len(even))]):
            for last in range(len(members) - 1, 0, -1):
                other = uniform(words, last + 1)
                members[last], members[other] = members[other], members[last]
            self.group.update(zip(members, sorted("123" * (len(members) // 3) + "".join(more))))
        bars = {"whole_cycle": [0 for _ in self.all], "phase": [self.group[c] for c in self.codes], "off": self.all}
        self.bar = bars[self.policy["mutual_review_bar"]]
        self.groups = {g: [code for code in self.codes if self.group[code] == g] for g in "123"}

    def facts(self, owner, role, who):
        mine, other = self.states[owner], self.states[who]
        defers = self.policy["deferral"] == "own_review_year" and other["iso3"] in self.inputs["deferrals"]
        away = defers and self.group[mine["iso3"]] == self.group[other["iso3"]]
        similar = None if mine["legal_tradition"] == "unknown" else mine["legal_tradition"] == other["legal_tradition"]
        return away, (mine["region"] == other["region"] != "none") == (role == "same_region"), similar

    def slot(self, owner, role, able, principal, wide):
        prices, liked = {}, set()
        for who in able:
            away, fits, similar = self.facts(owner, role, who)
            price = self.prices.get("drop_deferrals", NEVER) if away else 0
            if not fits and (principal or self.policy["supplement_role"] != "any"):
                price += self.prices.get("any_region", NEVER if principal else 1000 ** len(self.prices))
                price += NEVER if principal and role == ROLES[1] else 0
            if price < NEVER:
                prices[who] = price
                liked |= {who} if self.weight > 1 and principal and role == ROLES[0] and similar else set()
        least = min(prices.values(), default=0)
        prices = prices if wide else {who: 0 for who, price in prices.items() if price == least}
        return owner, prices, liked, (role, self.states[owner]["region"])

    def stage(self, slots, load, floor, most, wide, held):
        cap = [HUGE if most is None else max(most, each) for each in load]
        price = self.prices.get("exceed_maximum_for_volunteers", 0)
        may = self.inputs["volunteers"] if wide and most is not None and price else []
        bonus, names = self.policy["volunteer_extra"], zip(self.codes, load)
        extra = [max(0, bonus - max(0, done - (most or 0))) if code in may else 0 for code, done in names]
        return Stage(slots, load, [floor for _ in load], cap, extra, price, self.bar, held, self.weight, self.states)

    def run(self):
        least, most, counts = (self.policy[key] for key in ("reviewer_min", "reviewer_max", "supplement_counts"))
        floors = [(least or 0, 0), (0, least)] if least and counts == "both" else [(least or 0, 0)]
        places = [(o, role, self.states[o]["instruments"]) for o in self.all for role in ROLES]
        for wide, wider, (floor, later) in itertools.product((False, True), (False, True), floors):
            slots = [self.slot(o, role, [n for n in self.all if n != o], True, wide) for o, role, _ in places]
            stage = self.stage(slots, self.earlier, floor, most, wide, [() for _ in self.all])
            for attempt in range(10 if len(slots) > 24 else 100):
                label = f"{int(wide)}/{floor}/{attempt}"
                first = stage.draw(self.key, "principals/" + label)
                if first is None:
                    break
                seats = [(*place, who) for place, who in zip(places, first[0])]
                pairs, fill = list(zip(first[0][::2], first[0][1::2])), []
                for o, role, on, who in seats:
                    others = [n for n in self.all if n != o and n not in pairs[o]]
                    gap = [i for i in on if i not in self.joined[who]]
                    whole = [gap] if any(self.joined[n] >= set(gap) for n in others) else [[each] for each in gap]
                    fill += [(o, role, g, [n for n in others if self.joined[n] >= set(g)]) for g in whole if g]
                load = [self.earlier[n] + first[0].count(n) for n in self.all]
                slots = [self.slot(o, role, others, False, wider) for o, role, _, others in fill]
                extra = self.stage(slots, load, later, None if counts == "none" else most, wider, pairs)
                second = extra.draw(self.key, f"supplements/{label}/{int(wider)}")
                if second is not None:
                    rows = [(*s, True) for s in seats] + [(*f[:3], who, False) for f, who in zip(fill, second[0])]
                    told = (("principals", first, wide), ("supplements", second, wider))
                    method = {n: {"stage": n, "attempt": attempt, "widened": w, **d[1]} for n, d, w in told}
                    return {"groups": self.groups, "assignments": self.rows(rows), "method": method}
        raise Wrong("no_valid_assignment: nothing can be drawn from these inputs, so there can be no such draw.")

    def rows(self, rows):  # principals first: who goes above the maximum does so with what it was given last
        most, load, told = self.policy["reviewer_max"], list(self.earlier), []
        for o, role, on, who, principal in rows:
            away, fits, similar = self.facts(o, role, who)
            load[who] += (counts := principal or self.policy["supplement_counts"] != "none")
            above = most is not None and counts and load[who] > most
            other = not fits and (principal or self.policy["supplement_role"] != "any")
            unlike = self.weight > 1 and principal and role == ROLES[0] and similar is False
            facts = {"D2": other and principal, "D3": unlike, "D7": other and not principal, "D10": above, "D12": away}
            row = {"under_review": self.codes[o], "reviewer": self.codes[who], "role": role, "principal": principal}
            row["relaxed"] = [rule for rule, holds in facts.items() if holds]
            told.append({**row, "instruments": [i for i in on if i in self.joined[who]]})
        return sorted(told, key=lambda row: (row["under_review"], not row["principal"]))


def constraints(record):  # Look at the outcome without the machinery above.
    inputs, policy, rows = record["inputs"], record["inputs"]["policy"], record["assignments"]
    states, bar, most = {s["iso3"]: s for s in inputs["states"]}, policy["mutual_review_bar"], policy["reviewer_max"]
    must([*states] == sorted(s["iso3"] for s in inputs["states"]), "bad_inputs", "States twice, or not by their codes.")
    for named in (inputs["deferrals"], inputs["volunteers"], [*inputs["earlier_load"]]):
        must(named == sorted(set(named) & set(states)), "bad_inputs", "a State is named that is none, or twice.")
    group = {iso3: number for number, members in record["groups"].items() for iso3 in members}
    must(sorted(group) == sorted(states), "D21", "the groups do not divide the States.")
    for region in [None, *REGIONS]:
        sizes = Counter(group[iso3] for iso3, s in states.items() if region in (None, s["region"]))
        must(max(sizes[g] for g in "123") - min(sizes[g] for g in "123") <= 1, "D21", "the groups are uneven.")
    pairs, load, served = [(r["under_review"], r["reviewer"]) for r in rows], Counter(), Counter()
    must(len(set(pairs)) == len(pairs) and all(a != b for a, b in pairs), "D8", "itself, or the same one twice.")
    for row in rows:
        on, principal, given_up, who, role, of = (row[field] for field in sorted(row))
        must(on and set(on) <= set(states[who]["instruments"]), "D4", f"{who} is not party to what it reviews.")
        fits = (states[of]["region"] == states[who]["region"] != "none") == (role == ROLES[0])
        any_role = policy["supplement_role"] == "any" or "D7" in given_up
        free = role == ROLES[0] and "D2" in given_up if principal else any_role
        must(fits or free, "D2", f"{who} is of the wrong region for {of}.")
        away = policy["deferral"] != "off" and who in inputs["deferrals"] and group[who] == group[of]
        must(not away or "D12" in given_up, "D12", f"{who} had put off reviewing in its own year.")
        barred = bar == "whole_cycle" or (bar == "phase" and group[who] == group[of])
        must(not barred or (who, of) not in pairs, "D9", f"{who} and {of} review each other.")
        load[who] += principal or policy["supplement_counts"] != "none"
        served[who] += principal or policy["supplement_counts"] == "both"
    for iso3, state in states.items():
        mine, before = [r for r in rows if r["under_review"] == iso3], inputs["earlier_load"].get(iso3, 0)
        joined = [each for each in ORDER if each in ["UNTOC", *state["instruments"]]]
        must(state["instruments"] == joined and state["region"] in REGIONS, "bad_inputs", f"{iso3} is no such party.")
        for role, on in itertools.product(ROLES, joined):
            able = [row for row in mine if row["role"] == role and on in row["instruments"]]
            must(len(able) == 1, "D1", f"{iso3} has {len(able)} reviewers on {on} in the role {role}.")
        must([row["role"] for row in mine if row["principal"]] == ROLES, "D6", f"{iso3} has not two principals.")
        top = HUGE if most is None else most + policy["volunteer_extra"] * (iso3 in inputs["volunteers"])
        must(before + load[iso3] <= max(top, before), "D10", f"{iso3} does {load[iso3]} reviews.")
        must(before + served[iso3] >= (policy["reviewer_min"] or 0), "D10", f"{iso3} does too few reviews.")


def seed_from(record):
    sealed, entries = record["inputs"]["entropy_sources"], record["entropy"]
    must(len(sealed) == len(entries), "entropy_not_as_sealed", "there are more or fewer sources than were sealed.")
    for plan, entry in zip(sealed, entries):  # if an entry could be written in two ways, seeds could be tried out
        kind, chained = plan["source"], "previous_signature" in entry and len(entry["signature"]) == 192
        told = {key: bytes.fromhex(entry[key]).hex() for key in GIVES[kind] + ["previous_signature"] * chained}
        drawn = [int(number) for number in entry["numbers"].split()] if kind == "hand" else []
        fits = len(drawn) == plan.get("count", len(drawn)) and all(0 < n <= plan.get("highest", HUGE) for n in drawn)
        told = {"source": kind, "numbers": " ".join(map(str, drawn))} if kind == "hand" else {**told, **plan}
        must(fits and plain(told) == plain(entry), "entropy_not_as_sealed", f"{kind} is not what was sealed, or more.")
        for text, of_it in (("signature", "randomness"), ("reveal", "commitment")):
            if text in told and (told[text] or kind == "beacon"):
                hashed = hashlib.sha256(bytes.fromhex(told[text])).hexdigest()
                must(hashed == told[of_it], f"{kind}_value_wrong", f"the {of_it} is not the hash of the {text}.")
    chance = {"inputs_sha256": record["inputs_sha256"], "entropy": entries}
    return entries[0]["value"] if [each["source"] for each in entries] == ["given"] else digest(chance)


def check(data, seal=None):  # Return a line about a sound transcript; raises Wrong.
    record = json.loads(data)
    must(seal is None or seal.strip().lower() == record["inputs_sha256"], "seal_wrong", "another seal was published.")
    must(data == plain(record) + b"\n", "not_canonical", "the file is not written in the one way.")
    must(record.pop("sha256") == digest(record), "hash_wrong", "the transcript was changed after it was made.")
    must(record["inputs"]["algorithm"] == "reviewtrack-lots/1", "version_unknown", "this program checks another one.")
    must(record["inputs_sha256"] == digest(record["inputs"]), "seal_broken", "the inputs are not the sealed ones.")
    must(record["seed"] == seed_from(record), "seed_wrong", "the seed does not come from the entropy.")
    must(len(record["seed"]) == 64 and len(record) == 8, "malformed", "not 64 hex digits, or not nine fields.")
    constraints(record)
    again = {**record, "version": 1, **Draw(record["inputs"], bytes.fromhex(record["seed"])).run()}
    must(plain(again) == plain(record), "outcome_differs", "the outcome is not what the seed gives.")
    told = [" ".join(str(e[k])[:16] for k in ("source", "iso3", "chain", "round") if k in e) for e in record["entropy"]]
    return f"sound: {len(record['assignments'])} assignments; chance: {', '.join(told)}; seal {record['inputs_sha256']}"


if __name__ == "__main__":
    try:
        print(check(open(sys.argv[1], "rb").read(), *sys.argv[2:]))
    except (ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError, RecursionError) as error:
        if isinstance(error, OSError) or len(sys.argv) not in (2, 3):
            sys.exit(f"NOTHING CHECKED: {error}\n{__doc__}")
        sys.exit(f"NOT SOUND: {error if isinstance(error, Wrong) else f'malformed: {type(error).__name__}: {error}'}")
