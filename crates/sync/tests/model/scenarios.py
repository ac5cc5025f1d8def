#!/usr/bin/env python3
"""Scenarios of the executable model as JSON, one a line: what people did, what the network and the disks did, and what the model's server
and laptops held after each sync. Engine, store and station of the program go through the same and must hold the same.

A laptop is never put back behind a restored station: it hands its journal in anew then, because a twin may have used its counters, and the
model, which has no twins, does not. The simulator has both. A round is cut here at its borders only (nothing arrives; the station takes everything and the answer is lost; the page is lost), so that
both sides have seen the same before the next edit. Cuts within a page are for the simulator.

usage: scenarios.py SEEDS"""
import copy
import json
import random
import sys

from sync_sim import AREAS, FIELDS, World


class Whole(random.Random):
    """As the model's dice, but pages are always read to their end."""

    def choice(self, of):
        return 1000 if of == [1, 3, 1000] else super().choice(of)


class Scenario(World):
    """The model, living through one scenario and writing it down."""

    def __init__(self, seed):
        super().__init__(seed, 'good')
        self.r, self.lossy, self.steps, self.values = Whole(seed), 0, [], 0
        self.revived = set()
        # Rows move in one half of the scenarios, the station is restored in the other. The model has no rights: whether an edit is allowed
        # that was made in an area to which a restored station does not know the row to have come is left to the stories.
        self.restores = seed % 2 == 1
        for d in self.devs:
            d.known = set()

    def note(self, **step):
        self.steps.append({'now': self.now, **step})

    def value(self):
        self.values += 1
        return f'v{self.values}'

    def edit(self, d, rid, fields):
        replaced = [o['x'].v for f in fields if f != 'area' and (o := d.pend.get((rid, f)))]
        for f, v in fields.items():
            self.op(d, rid, f, v)
        self.note(do='edit', laptop=d.i, row=rid, fields=fields, replaced=replaced)

    def work(self, d):
        shown = []
        for rid in d.ids():
            view = d.view(rid)
            deleted = view.get('_del') and view['_del'].v
            whole = rid in d.srv or all(f in view for f in FIELDS)
            if rid not in self.revived and whole and not deleted and 'area' in view and view['area'].v in d.known:
                shown.append(rid)
        kind = self.r.random()
        if kind < .25 or not shown:
            if not d.known:
                return
            rid = f'r{d.i}.{self.nrow}'
            self.nrow += 1
            area = self.r.choice(sorted(d.known))
            self.edit(d, rid, {'area': area, **{f: self.value() for f in FIELDS}})
            return
        rid = self.r.choice(shown)
        if kind < .31:
            self.edit(d, rid, {'_del': True})
        elif kind < .36 and not self.restores:
            # What changes nothing is no edit.
            there = d.view(rid)['area'].v
            self.edit(d, rid, {'area': self.r.choice([a for a in AREAS if a != there])})
        else:
            self.edit(d, rid, {self.r.choice(FIELDS): self.value()})

    def round(self, d, cut):
        if cut == 'nothing':
            # Only the greeting came through.
            self.forkcheck(d)
            d.srvoff = -d.off
        else:
            self.push(d)
            if cut not in ('page', 'answer'):
                self.pull(d)
                d.known = set(self.scope[d.i])
        self.note(do='round', laptop=d.i, cut=cut, station=self.told(self.s.rows), waits=bool(d.pend), copy=self.told(d.srv),
                  revived=sorted(self.revived))

    def revive(self, row, rid, dl, touched):
        # The stamp of a revival is the server's own choice, and so is what it prevails against. These rows are left alone from now on.
        self.revived.add(rid)
        super().revive(row, rid, dl, touched)

    def told(self, rows):
        return {rid: {f: x.v for f, x in sorted(row['f'].items())} for rid, row in sorted(rows.items())}

    def live(self, steps=150):
        may_restore = self.restores
        for d in self.devs:
            self.round(d, '')
        for _ in range(steps):
            self.now += self.r.choice([1, 5, 60, 3600]) * 1000
            d, dice = self.r.choice(self.devs), self.r.random()
            if dice < .62:
                self.work(d)
            elif dice < .93:
                self.round(d, self.r.choice(['', '', '', 'nothing', 'answer', 'page']))
            elif dice < .95:
                self.scope[self.r.choice([1, 2, 3])] = set(self.r.sample(AREAS, self.r.choice([1, 2])))
                self.backup = None
                self.note(do='areas', areas=[sorted(self.scope[d.i]) for d in self.devs])
            elif dice < .97 and may_restore:
                # What was in conflict is among the records that a backup holds.
                self.backup = copy.deepcopy((self.s, self.conf))
                self.note(do='back up')
            elif dice < .98 and self.backup is not None:
                epoch = self.s.epoch
                self.s, self.conf = copy.deepcopy(self.backup)
                self.s.epoch = epoch + 1
                for one in self.devs:
                    one.bak = None
                self.note(do='restore')
            elif dice < .99:
                d.bak = copy.deepcopy({k: v for k, v in d.__dict__.items() if k != 'bak'})
                self.note(do='copy', laptop=d.i)
            elif d.bak:
                d.__dict__.update(copy.deepcopy(d.bak))
                self.backup, may_restore = None, False
                self.note(do='go back', laptop=d.i)
        for _ in range(3):
            for d in self.devs:
                self.round(d, '')

    def conflicts(self):
        """Values that lost; and those of them that the author of a value that stands, or of one it replaced, had on the screen. After a
        restore the model asks about these too, because edits come back before what they rest on; the program puts them in order."""
        lost, self.conf = self.conf, {}
        seen = self.cover()
        told = [(rid, f, str(self.edits[e]['v']), e in seen) for (rid, f, _), e in lost.items()]
        restored = any(step['do'] in ('restore', 'go back') for step in self.steps)
        return {
            'lost': sorted({(rid, f, v) for rid, f, v, was_seen in told if not (was_seen and restored)}),
            'perhaps': sorted({(rid, f, v) for rid, f, v, was_seen in told if was_seen and restored}),
        }


if __name__ == '__main__':
    for seed in range(int(sys.argv[1])):
        scenario = Scenario(seed)
        clocks = [d.off for d in scenario.devs]
        scenario.live()
        print(json.dumps({'seed': seed, 'clocks': clocks, 'steps': scenario.steps, **scenario.conflicts()}))
