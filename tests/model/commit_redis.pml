/*
 * Redis: its two copies, the COMMIT script, and property 2. Part of commit.pml.
 */

inline store_copy(to, from) {
    for (i : 0 .. PARTITIONS - 1) {
        to.token[i] = from.token[i];
        to.offset[i] = from.offset[i];
        to.ids[i] = from.ids[i];
        to.chain[i] = from.chain[i];
        to.checkpoint_offset[i] = from.checkpoint_offset[i];
        to.checkpoint_sum[i] = from.checkpoint_sum[i];
    }
    for (i : 0 .. ENTRIES * PARTITIONS - 1) { to.cell[i] = from.cell[i]; }
    to.last = from.last;
    to.base = from.base;
}

inline store_zero(store) {
    for (i : 0 .. PARTITIONS - 1) {
        store.token[i] = 0;
        store.offset[i] = 0;
        store.ids[i] = 0;
        store.chain[i] = 0;
        store.checkpoint_offset[i] = 0;
        store.checkpoint_sum[i] = 0;
    }
    for (i : 0 .. ENTRIES * PARTITIONS - 1) { store.cell[i] = 0; }
    store.last = 0;
    store.base = 0;
}

/* A cut between two writes: whatever executes from here on may be lost. Only writes change Redis,
 * so it is enough to cut just before one. */
inline maybe_cut() {
    if
    :: true
    :: losses_left > 0 && !on_disk -> d_step {
        store_copy(disk, live);
        on_disk = true;
        STEP_ENDS("disk: holds all up to here, entry %d\n", disk.last) }
    fi
}

/* Property 2: checkpoint and log hold each record below the heads once, and so do the ids. */
inline check_state() {
    for (p : 0 .. PARTITIONS - 1) {
        sum = live.checkpoint_sum[p];
        offset = live.checkpoint_offset[p];
        for (i : live.base + 1 .. live.last) {
            cell = live.cell[(i - 1) * PARTITIONS + p];
            assert((sum & COUNTED(cell)) == 0);                        /* state-counted-twice */
            sum = sum | COUNTED(cell);
            offset = (cell != 0 -> TO(cell) : offset)
        }
        assert(sum == TRUTH(p, live.offset[p]));                       /* state-is-the-truth */
        assert(offset == live.offset[p]);                              /* state-ends-at-the-head */
#if !defined(MUTANT_IDS_BEFORE) && !defined(MUTANT_IDS_AFTER)
        known = 0;
        ids_add(known, p, 0, live.offset[p]);
        assert(live.ids[p] == known);                                  /* ids-are-the-truth */
#endif
    }
}

inline ids_add(mask, part, first, upto) {
    k = first;
    do
    :: k < upto -> mask = mask | ID_BIT(part, k); k++
    :: else -> break
    od
}

/* What the fence asks of one partition, and what it calls done already. */
#define OUT(c) ((c) == 0)
#if defined(MUTANT_NO_FENCE)
#define FENCE_PASSES(p, t, c) true
#define FENCE_DONE(p, t, c) false
#elif defined(MUTANT_VERSION)
#define FENCE_PASSES(p, t, c) (OUT(c) || live.token[p] == (t))
#define FENCE_DONE(p, t, c) (OUT(c) || live.token[p] == (t) + 1 && live.offset[p] == TO(c))
#elif defined(MUTANT_TOKEN_ONLY)
#define FENCE_PASSES(p, t, c) (OUT(c) || live.token[p] == (t) && live.offset[p] != TO(c))
#define FENCE_DONE(p, t, c) (OUT(c) || live.token[p] == (t) && live.offset[p] == TO(c))
#elif defined(VARIANT_OFFSET_ONLY)
#define FENCE_PASSES(p, t, c) (OUT(c) || live.offset[p] == FROM(c))
#define FENCE_DONE(p, t, c) (OUT(c) || live.offset[p] == TO(c))
#else
#define FENCE_PASSES(p, t, c) (OUT(c) || live.token[p] == (t) && live.offset[p] == FROM(c))
#define FENCE_DONE(p, t, c) (OUT(c) || live.token[p] == (t) && live.offset[p] == TO(c))
#endif

/* The script: everything is checked before the first write. */
inline commit_execute(from) {
    is_fresh = FENCE_PASSES(0, from.token[0], from.cell[0]) &&
              FENCE_PASSES(1, from.token[1], from.cell[1]);
    is_done = FENCE_DONE(0, from.token[0], from.cell[0]) &&
           FENCE_DONE(1, from.token[1], from.cell[1]);
    if
    :: is_fresh -> commit_append(from); answer = OK
    :: !is_fresh && is_done -> answer = ALREADY
    :: else -> answer = FENCED
    fi
}

inline commit_append(from) {
    live.last++;
    for (p : 0 .. PARTITIONS - 1) {
        cell = from.cell[p];
        live.cell[(live.last - 1) * PARTITIONS + p] = cell;
        live.chain[p] = live.chain[p] | (MARK_OF(from, p) << (5 * (live.last - 1)));
        if
        :: cell != 0 ->
            live.offset[p] = TO(cell);
#ifdef MUTANT_VERSION
            live.token[p] = live.token[p] + 1;
#endif
#if !defined(MUTANT_IDS_BEFORE) && !defined(MUTANT_IDS_AFTER)
            ids_add(live.ids[p], p, FROM(cell), TO(cell));
#endif
        :: else
        fi
    }
    check_state()
}
