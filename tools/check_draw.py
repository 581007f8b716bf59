#!/usr/bin/env python3
"""Check a drawing of lots: `python3 check_draw.py transcript.json`. Needs Python 3.9 or later, and nothing else.

A second implementation, written from docs/lots.md: verifies seal and hashes, makes seed and outcome again byte by byte,
and looks at every constraint by itself. Exit code 0: sound. 1: it is not, and a line says why.
"""

import hashlib
import itertools
import json
import struct
import sys
from collections import Counter
from fractions import Fraction

ORDER = ["UNTOC", "TIP", "SOM", "FA"]
REGIONS = ["african", "asia_pacific", "eastern_european", "grulac", "none", "weog"]
ROLES = ["same_region", "other_region"]
FIELDS = ["reviewer", "under_review", "role", "principal", "instruments", "relaxed"]
TWO64, HUGE, NEVER = 2**64, 2**30, 2**300
Wrong = type("Wrong", (ValueError,), {})  # the transcript is not what it says: a code and a sentence


def must(fact, code, sentence):
    if not fact:
        raise Wrong(f"{code}: {sentence}")


def plain(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("utf-8")


def digest(value):
    return hashlib.sha256(plain(value)).hexdigest()


def stream(seed, label):
    for block in itertools.count():
        yield from struct.unpack(">4Q", hashlib.sha256(seed + label.encode() + struct.pack(">Q", block)).digest())


def uniform(words, bound):  # A number below `bound`, by rejection; large ones from several words, the first highest.
    size = -(-(bound - 1).bit_length() // 64)
    while True:
        value = sum(next(words) << 64 * place for place in reversed(range(size)))
        if value < TWO64**size - TWO64**size % bound:
            return value % bound


class Stage:  # slots (owner, {State: price}, preferred States, pool) to be filled, and the limits of load
    def __init__(self, slots, load, floor, cap, extra, price, bar, held, weight):
        self.slots, self.load, self.floor, self.cap, self.extra = slots, load, floor, cap, extra
        self.price, self.bar, self.held, self.weight = price, bar, held, weight
        self.top, self.table = [c + e for c, e in zip(cap, extra)], {}

    def clash(self, owner, who, team):
        return who in team[owner] or (self.bar[owner] == self.bar[who] and owner in team[who])

    def steps(self, place, state):
        (load, links), (owner, prices, preferred, _) = state, self.slots[place]
        then = self.slots[place + 1][0] if place + 1 < len(self.slots) else len(load)
        for who, price in prices.items():
            barred = (who, owner) in links and self.bar[who] == self.bar[owner]
            if barred or load[who] >= self.top[who] or (owner, who) in links or self.clash(owner, who, self.held):
                continue
            over = self.price if load[who] >= self.cap[who] else 0
            grown = (*load[:who], load[who] + 1, *load[who + 1 :])
            pairs = links | {(owner, who)}
            kept = {(a, b) for a, b in pairs if a == then or (b >= then and self.bar[a] == self.bar[b])}
            yield who, price + over, self.weight if who in preferred else 1, (grown, frozenset(kept))

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
            chosen.append(who)
            state = after
        return chosen

    def draw(self, seed, label):
        size = len(self.slots)
        if not all(prices for _, prices, _, _ in self.slots):
            return None
        try:
            cost, weight = self.ways(0, (tuple(self.load), frozenset()))
            how = {"sampler": "exact", "relaxation_cost": cost, "outcomes": str(weight)}
            return (self.pick(uniform(stream(seed, label), weight)), how, []) if weight else None
        except OverflowError:  # too many to be counted
            pass
        for longer in (1, 2, 4, 8):
            pair = [Walker(self, stream(seed, f"{label}/{longer}/{number}")) for number in (0, 1)]
            budget, start = min(((walker.search(), walker.at) for walker in pair), key=lambda found: found[0])
            if budget == NEVER:
                return None
            burn, gap, notes = longer * 10 * size * size.bit_length(), longer * 4 * size, [Counter(), Counter()]
            for walker, noted in zip(pair, notes):
                if walker.cost > budget:
                    walker.place(start)
                walker.budget = budget
                walker.go(burn)
                for _ in range(32):
                    walker.go(gap)
                    noted.update(enumerate(walker.at))
            cells = set(notes[0]) | set(notes[1])
            terms = (Fraction((notes[0][c] - notes[1][c]) ** 2, notes[0][c] + notes[1][c]) for c in cells)
            index = int(sum(terms) * 1000000 / max(1, len(cells) - size))
            if index <= 1250000:
                how = {"sampler": "walk", "relaxation_cost": pair[0].cost, "steps": burn + 32 * gap}
                return pair[0].at, dict(how, distance_millionths=index, tolerance_millionths=1250000), notes
        raise Wrong("sampler_not_converged: the walks do not agree, so there can be no such draw.")


class Walker:  # a walk over the valid assignments of a stage
    def __init__(self, stage, words):
        self.stage, self.words, self.lists = stage, words, [list(prices) for _, prices, _, _ in stage.slots]
        self.pools = [[n for n, slot in enumerate(stage.slots) if slot[3] == pool] for *_, pool in stage.slots]

    def place(self, at=None):  # Stand at an assignment, or begin one, each slot from a random place of its list on.
        self.at, self.load, self.team = [], list(self.stage.load), [list(held) for held in self.stage.held]
        for number, ((owner, *_), options) in enumerate(zip(self.stage.slots, self.lists)):
            if at is None:
                first = uniform(self.words, len(options))
                free = (w for w in options[first:] + options[:first] if not self.stage.clash(owner, w, self.team))
            who = next(free, None) if at is None else at[number]
            if who is None:
                return False
            self.at.append(who)
            self.load[who] += 1
            self.team[owner].append(who)
        over = zip(self.load, self.stage.cap, self.stage.extra)
        self.cost = sum(min(max(load - cap, 0), extra) for load, cap, extra in over) * self.stage.price
        self.cost += sum(slot[1][who] for slot, who in zip(self.stage.slots, self.at))
        return True

    def search(self):
        stage, floor, top, self.budget, wrong = self.stage, self.stage.floor, self.stage.top, NEVER, 1
        if any(self.place() for _ in range(50)):
            wrong = sum(max(load - b, 0) + max(a - load, 0) for load, a, b in zip(self.load, floor, top))
        for _ in range((1000 + 40 * len(stage.slots)) * (len(self.at) == len(stage.slots))):
            if not wrong and not self.cost:
                break
            place = uniform(self.words, len(stage.slots))
            first, old, load = uniform(self.words, len(self.lists[place])), self.at[place], self.load
            gain, best = (load[old] <= floor[old]) - (load[old] > top[old]), ((0, 1), old)
            for new in self.lists[place][first:] + self.lists[place][:first]:
                change = gain + (load[new] >= top[new]) - (load[new] < floor[new])
                if new != old and change <= best[0][0] and not stage.clash(stage.slots[place][0], new, self.team):
                    best = min(best, ((change, self.fee(place, old, new)), new), key=lambda offer: offer[0])
            self.change([place], [best[1]], prefers=False)
            wrong += best[0][0]
        self.cost = NEVER if wrong else self.cost
        return self.cost

    def fee(self, place, old, new):
        stage, load, prices = self.stage, self.load, self.stage.slots[place][1]
        extra = (stage.cap[new] <= load[new] < stage.top[new]) - (stage.cap[old] < load[old] <= stage.top[old])
        return prices[new] - prices[old] + extra * stage.price

    def go(self, steps):
        for _ in range(steps):
            place, kind = divmod(uniform(self.words, 8 * len(self.at)), 8)
            if kind < 6:
                old, new = self.at[place], self.lists[place][uniform(self.words, len(self.lists[place]))]
                if new != old and self.load[new] < self.stage.top[new] and self.load[old] > self.stage.floor[old]:
                    self.change([place], [new])
                continue
            pool = self.pools[place]
            second = uniform(self.words, len(self.at)) if kind == 6 else pool[uniform(self.words, len(pool))]
            third = second if kind == 6 else pool[uniform(self.words, len(pool))]
            if place not in (second, third):
                ring = [place, second, third][: 2 + (second != third)]
                self.change(ring, [self.at[each] for each in ring[1:] + ring[:1]])

    def change(self, places, new, prefers=True):
        stage, old = self.stage, [self.at[place] for place in places]
        slots = [stage.slots[place] for place in places]
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
            price = price if len(places) > 1 else self.fee(places[0], old[0], new[0])
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
        self.inputs, self.policy, self.seed, self.states = inputs, inputs["policy"], seed, inputs["states"]
        self.codes, self.joined = [s["iso3"] for s in self.states], [set(s["instruments"]) for s in self.states]
        self.earlier, self.all = [inputs["earlier_load"].get(code, 0) for code in self.codes], range(len(self.codes))
        self.prices = {name: 1000**n for n, name in enumerate(self.policy["region_exhausted_order"])}
        self.weight, self.group, words = self.policy["legal_tradition_weight"], {}, stream(seed, "groups")
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
        similar = mine["legal_tradition"] == other["legal_tradition"] != "unknown"
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
        if not wide:
            prices = {who: 0 for who, price in prices.items() if price == min(prices.values())}
        return owner, prices, liked, (role, self.states[owner]["region"])

    def stage(self, slots, load, floor, most, wide, held):
        cap = [HUGE if most is None else max(most, each) for each in load]
        price = self.prices.get("exceed_maximum_for_volunteers", 0)
        may = self.inputs["volunteers"] if wide and most is not None and price else []
        bonus, names = self.policy["volunteer_extra"], zip(self.codes, load)
        extra = [max(0, bonus - max(0, done - (most or 0))) if code in may else 0 for code, done in names]
        return Stage(slots, load, [floor for _ in load], cap, extra, price, self.bar, held, self.weight)

    def run(self):
        least, most, counts = (self.policy[key] for key in ("reviewer_min", "reviewer_max", "supplement_counts"))
        floors = [(least or 0, 0), (0, least)] if least and counts == "both" else [(least or 0, 0)]
        places = [(o, role, [i for i in ORDER if i in self.joined[o]]) for o in self.all for role in ROLES]
        able = [[n for n in self.all if n != o and self.joined[o] & self.joined[n]] for o in self.all]
        for wide, (floor, later) in itertools.product((False, True), floors):
            slots = [self.slot(o, role, able[o], True, wide) for o, role, _ in places]
            stage = self.stage(slots, self.earlier, floor, most, wide, [() for _ in self.all])
            for attempt in range(10 if len(slots) > 24 else 100):
                label = f"{int(wide)}/{floor}/{attempt}"
                first = stage.draw(self.seed, "principals/" + label)
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
                for wider in (False, True):
                    slots = [self.slot(o, role, others, False, wider) for o, role, _, others in fill]
                    extra = self.stage(slots, load, later, None if counts == "none" else most, wider, pairs)
                    second = extra.draw(self.seed, f"supplements/{label}/{int(wider)}")
                    if second is not None:
                        rows = [(*seat, True) for seat in seats]
                        rows += [(o, role, g, who, False) for (o, role, g, _), who in zip(fill, second[0])]
                        told = {"principals": (places, first, wide), "supplements": (fill, second, wider)}
                        method = {name: self.method(name, attempt, *of) for name, of in told.items()}
                        return {"groups": self.groups, "assignments": self.rows(rows), "method": method}
        raise Wrong("no_valid_assignment: nothing can be drawn from these inputs, so there can be no such draw.")

    def rows(self, rows):
        rows.sort(key=lambda row: (row[0], not row[4]))
        most, load, above, told = self.policy["reviewer_max"], list(self.earlier), set(), []
        for number, (*_, who, principal) in sorted(enumerate(rows), key=lambda each: not each[1][4]):
            load[who] += (counts := principal or self.policy["supplement_counts"] != "none")
            above |= {number} if most is not None and counts and load[who] > most else set()
        for number, (o, role, on, who, principal) in enumerate(rows):
            away, fits, similar = self.facts(o, role, who)
            other = not fits and (principal or self.policy["supplement_role"] != "any")
            known = self.states[o]["legal_tradition"] != "unknown"
            unlike = self.weight > 1 and principal and role == ROLES[0] and known and not similar
            facts = {"D2": other and principal, "D3": unlike, "D7": other and not principal, "D10": number in above}
            relaxed = [rule for rule, holds in {**facts, "D12": away}.items() if holds]
            row = {"under_review": self.codes[o], "reviewer": self.codes[who], "role": role, "principal": principal}
            told.append({**row, "instruments": [i for i in on if i in self.joined[who]], "relaxed": relaxed})
        return told

    def method(self, name, attempt, places, drawn, wide):
        of = [self.states[o]["region"] if role == ROLES[1] else "" for o, role, *_ in places]
        seen, table = Counter(), {}
        for walk, noted in enumerate(drawn[2]):
            for (slot, who), times in noted.items():
                seen[of[slot], self.states[who]["region"], walk] += times
        for a, b, _ in seen:
            if a:
                table.setdefault(a, {})[b] = [seen[a, b, walk] * 1000000 // (of.count(a) * 32) for walk in (0, 1)]
        told = {"stage": name, "attempt": attempt, "widened": wide, "slots": len(places), "marginals": table}
        return {"distance_millionths": 0, "tolerance_millionths": 0, **told, **drawn[1]}


def constraints(record):  # Look at the outcome without the machinery above.
    inputs, policy, rows = record["inputs"], record["inputs"]["policy"], record["assignments"]
    states, bar, most = {s["iso3"]: s for s in inputs["states"]}, policy["mutual_review_bar"], policy["reviewer_max"]
    group = {iso3: number for number, members in record["groups"].items() for iso3 in members}
    must(sorted(group) == sorted(states), "D21", "the groups do not divide the States.")
    for region in [None, *REGIONS]:
        sizes = Counter(group[iso3] for iso3, s in states.items() if region in (None, s["region"]))
        must(max(sizes[g] for g in "123") - min(sizes[g] for g in "123") <= 1, "D21", "the groups are uneven.")
    pairs, load, served = [(r["under_review"], r["reviewer"]) for r in rows], Counter(), Counter()
    must(len(set(pairs)) == len(pairs) and all(a != b for a, b in pairs), "D8", "itself, or the same one twice.")
    for row in rows:
        who, of, role, principal, on, given_up = (row[field] for field in FIELDS)
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
        for role, on in itertools.product(ROLES, state["instruments"]):
            able = [row for row in mine if row["role"] == role and on in row["instruments"]]
            must(len(able) == 1, "D1", f"{iso3} has {len(able)} reviewers on {on} in the role {role}.")
        must([row["role"] for row in mine if row["principal"]] == ROLES, "D6", f"{iso3} has not two principals.")
        top = HUGE if most is None else most + policy["volunteer_extra"] * (iso3 in inputs["volunteers"])
        must(before + load[iso3] <= max(top, before), "D10", f"{iso3} does {load[iso3]} reviews.")
        must(before + served[iso3] >= (policy["reviewer_min"] or 0), "D10", f"{iso3} does too few reviews.")


def seed_from(record):
    sealed, entries = record["inputs"]["entropy_sources"], record["entropy"]
    origins = [[each["source"] for each in those] for those in (sealed, entries)]
    must(origins[0] == origins[1], "entropy_not_as_sealed", "the sources are not those that were sealed.")
    for plan, entry in zip(sealed, entries):
        other = sorted(key for key in plan if plan[key] != entry.get(key))
        must(not other, "entropy_not_as_sealed", f"{', '.join(other)} of {plan['source']} is not what was sealed.")
        for kind, text, of_it in (("beacon", "signature", "randomness"), ("delegation", "reveal", "commitment")):
            if plan["source"] == kind and (entry[text] or kind == "beacon"):
                hashed = hashlib.sha256(bytes.fromhex(entry[text])).hexdigest()
                must(hashed == entry[of_it], f"{kind}_value_wrong", f"the {of_it} is not the hash of the {text}.")
    if origins[0] == ["given"]:
        return entries[0]["value"]
    return digest({"inputs_sha256": record["inputs_sha256"], "entropy": entries})


def check(data):  # Return a line about a sound transcript; raises Wrong.
    record = json.loads(data)
    must(data == plain(record) + b"\n", "not_canonical", "the file is not written in the one way.")
    rest = {key: value for key, value in record.items() if key != "sha256"}
    must(record["sha256"] == digest(rest), "hash_wrong", "the transcript was changed after it was made.")
    must(record["inputs"]["algorithm"] == "reviewtrack-lots/1", "version_unknown", "this program checks another one.")
    must(record["inputs_sha256"] == digest(record["inputs"]), "seal_broken", "the inputs are not the sealed ones.")
    must(record["seed"] == seed_from(record), "seed_wrong", "the seed does not come from the entropy.")
    constraints(record)
    again = {**rest, "version": 1, **Draw(record["inputs"], bytes.fromhex(record["seed"])).run()}
    must(plain(again) == plain(rest), "outcome_differs", "the outcome is not what the seed gives.")
    return f"sound: {len(record['assignments'])} assignments; seal {record['inputs_sha256']}"


if __name__ == "__main__":
    try:
        print(check(open(sys.argv[1], "rb").read()))
    except (ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError, RecursionError) as error:
        sys.exit(f"NOT SOUND: {type(error).__name__}: {error}")
