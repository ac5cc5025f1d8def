#!/usr/bin/env python3
"""Histories of the executable model as JSON, one a line: each push as it came to the server, the rows it touched before and after, and
which values lost. The merge of the program is given the same and must come to the same.

usage: histories.py SEEDS"""
import json
import sys

from sync_sim import World


class Recorded(World):
    """The model, which writes down what its server takes."""

    def __init__(self, seed):
        super().__init__(seed, 'good')
        self.pushes = []
        self.arrived, self.lost = None, set()

    def forkcheck(self, d):
        # Called by a push once it has come through, before the server takes anything; also by pulls, where it does not matter.
        super().forkcheck(d)
        wm = self.s.wm
        ops = [o for o in list(d.pend.values()) + d.journal if o['x'].c > wm.get(o['x'].d, 0)]
        ops.sort(key=lambda o: (o['x'].d != d.id and -1 or 0, o['x'].d, o['x'].c))
        self.arrived = [
            {'row': o['k'][0], 'field': o['k'][1], 'value': o['x'].v, 'hlc': o['x'].t, 'device': o['x'].d, 'counter': o['x'].c,
             'base_seq': o['base'], 'base_epoch': o['ep']}
            for o in ops
        ]

    def loser(self, rid, f, x, win=None):
        # The same edit may lose again when it is handed in to a restored server.
        self.lost.add((rid, f))
        super().loser(rid, f, x, win)

    def push(self, d):
        self.arrived, self.lost = None, set()
        epoch, hlc = self.s.epoch, self.s.hlc
        rows = {rid: {f: [x.v, x.t, x.d, x.c, x.q] for f, x in row['f'].items()} for rid, row in self.s.rows.items()}
        super().push(d)
        if not self.arrived:
            return
        touched = sorted({o['row'] for o in self.arrived})
        self.pushes.append({
            'now': self.now, 'epoch': epoch, 'hlc': hlc, 'ops': self.arrived,
            'before': {rid: rows.get(rid, {}) for rid in touched},
            'after': {rid: {f: [x.v, x.t, x.d] for f, x in self.s.rows[rid]['f'].items()} for rid in touched},
            'lost': sorted(self.lost),
        })


if __name__ == '__main__':
    for seed in range(int(sys.argv[1])):
        world = Recorded(seed)
        world.run()
        print(json.dumps({'seed': seed, 'pushes': world.pushes}))
