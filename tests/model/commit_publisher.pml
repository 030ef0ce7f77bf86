/*
 * Publishers: loading, reading on, SWITCH, and property 1. Part of commit.pml.
 */

/* Start over from the checkpoint. The log is then read as always, entry by entry, so that anything
 * may happen between. */
inline publisher_load() {
    publisher.last = live.base;
    for (p : 0 .. PARTITIONS - 1) {
        publisher.chain[p] = PREFIX(live.chain[p], live.base);
        publisher.offset[p] = live.checkpoint_offset[p];
        publisher.sum[p] = live.checkpoint_sum[p];
    }
}

#ifdef MUTANT_NONCE_ONLY
#define IS_SAME_IN(p, n) (n == 0 || MARK(publisher.chain[p], n) == MARK(live.chain[p], n))
#else
#define IS_SAME_IN(p, n) (PREFIX(publisher.chain[p], n) == PREFIX(live.chain[p], n))
#endif
#define IS_SAME(n) (IS_SAME_IN(0, n) && IS_SAME_IN(1, n))

/* One XRANGE from the last entry, that one included: it must be there, with our chain, and the next
 * must continue our offsets. Otherwise Redis lost a suffix, or trimmed: load again. */
#define CELL_NEXT(p) live.cell[publisher.last * PARTITIONS + p]
#define CONTINUES(p) (CELL_NEXT(p) == 0 || FROM(CELL_NEXT(p)) == publisher.offset[p])
inline publisher_read() {
#if defined(MUTANT_TRUST_N)
    is_lost = publisher.last < live.base;
#elif defined(MUTANT_COMPARE_ON_NEWS_ONLY)
    is_lost = publisher.last < live.base ||
              (publisher.last < live.last && !IS_SAME(publisher.last));
#else
    is_lost = publisher.last < live.base || publisher.last > live.last || !IS_SAME(publisher.last);
    if
    :: !is_lost && publisher.last < live.last -> is_lost = !CONTINUES(0) || !CONTINUES(1)
    :: else
    fi;
#endif
    if
    :: is_lost -> publisher_load()
    :: !is_lost && publisher.last < live.last -> publisher_apply()
    :: else
    fi
}

/* Property 1: the picture is the truth below its own offsets, after each entry. A tick writes it as
 * it is and at any time (the keys it writes: publication.pml). */
inline publisher_apply() {
    for (p : 0 .. PARTITIONS - 1) {
        cell = CELL_NEXT(p);
        publisher.chain[p] = publisher.chain[p] |
            (MARK(live.chain[p], publisher.last + 1) << (5 * publisher.last));
        if
        :: cell != 0 ->
            assert((publisher.sum[p] & COUNTED(cell)) == 0);           /* picture-counted-twice */
            publisher.sum[p] = publisher.sum[p] | COUNTED(cell);
            publisher.offset[p] = TO(cell)
        :: else
        fi;
        assert(publisher.sum[p] == TRUTH(p, publisher.offset[p]))      /* picture-is-the-truth */
    }
    publisher.last++
}

/* SWITCH. The checkpoint was written from the picture at entry n, at leisure; a publisher that does
 * not read meanwhile is one whose memory is that checkpoint. No lease: nothing may hang on it. */
#ifdef MUTANT_SWITCH_UNCHECKED
#define SWITCH_PASSES true
#else
#define SWITCH_PASSES IS_SAME(publisher.last)
#endif
#define CAN_SWITCH (publisher.last > live.base && publisher.last <= live.last && SWITCH_PASSES)

inline publisher_switch() {
    for (i : live.base * PARTITIONS .. publisher.last * PARTITIONS - 1) { live.cell[i] = 0; }
    live.base = publisher.last;
    for (p : 0 .. PARTITIONS - 1) {
        live.checkpoint_offset[p] = publisher.offset[p];
        live.checkpoint_sum[p] = publisher.sum[p];
    }
    check_state()
}

/* The switch of any other publisher. The first wrong switch of a run is somebody's: we search for
 * it in this publisher, who may be as stale as can be; all others before it were right, and these
 * do the same as a switch by somebody who has just read everything. So one stands for any number. */
inline other_switch() {
    for (p : 0 .. PARTITIONS - 1) {
        cell = live.cell[live.base * PARTITIONS + p];
        live.cell[live.base * PARTITIONS + p] = 0;
        live.checkpoint_sum[p] = live.checkpoint_sum[p] | COUNTED(cell);
        live.checkpoint_offset[p] = (cell != 0 -> TO(cell) : live.checkpoint_offset[p]);
    }
    live.base++
}

#define IS_BEHIND (publisher.last != live.last || !IS_SAME(live.last))

proctype Publisher_run() {
    do
    :: settled -> break
    :: d_step {
        !settled && IS_BEHIND -> publisher_read();
        STEP_ENDS("publisher: reads, is at entry %d: offsets %d, %d\n", publisher.last,
            publisher.offset[0], publisher.offset[1]) }
    :: d_step {
        !settled && publisher.last != live.base -> publisher_load();
        STEP_ENDS("publisher: starts again from checkpoint %d\n", publisher.last) }
    :: atomic {
        !settled && CAN_SWITCH -> maybe_cut();
        d_step { publisher_switch();
            STEP_ENDS("publisher: SWITCH to a checkpoint of entry %d: offsets %d, %d\n", live.base,
                live.checkpoint_offset[0], live.checkpoint_offset[1]) } }
    :: atomic {
        !settled && live.base < live.last -> maybe_cut();
        d_step { other_switch();
            STEP_ENDS("another publisher: SWITCH to a checkpoint of entry %d\n", live.base) } }
    od
}
