/*
 * The commit protocol: CLAIM, COMMIT, the log of increments, the checkpoint and who reads them.
 *
 *   owner 0, 1 ──CLAIM, COMMIT──▶ live (Redis) ──checkpoint, log──▶ publisher 0, 1
 *                  │                │   ▲  ▲                            │
 *                  └──▶ late ───────┘   │  └────────SWITCH + trim────────┘
 *                  (executed later)   disk: what a Redis that loses its last writes comes back with
 *
 * Every action of an actor is one step, so an actor that is not chosen is a paused process, for as
 * long as the search likes: a zombie. An actor has no state but the variables below.
 *
 * A record counts by its own bit, so that one counted twice and another never cannot cancel out. In
 * partition 0 the last record is a copy of the first: same id, must not count.
 *
 * Fresh tokens and nonces are the smallest numbers that nobody holds. What is random in the program
 * is therefore finite here, and claims, kills and resends need no bound.
 *
 * Bounds (run.py sets them): RECORDS a partition, LOSSES of a suffix, LATE requests that wait in
 * the network at the same time, PUBLISHERS. Mutants: README.md.
 */
#ifndef RECORDS
#define RECORDS 2
#endif
#ifndef LOSSES
#define LOSSES 1
#endif
#ifndef LATE
#define LATE 1
#endif
#ifndef PUBLISHERS
#define PUBLISHERS 2
#endif

#define PARTITIONS 2
#define ENTRIES (PARTITIONS * RECORDS)

/* A cell is what one commit says of one partition: [from, to) and a bit for each record counted.
 * No partition moves without a record, so 0 means: not in this commit. */
#define CELL(from, to, counted) ((from) | ((to) << 2) | ((counted) << 4))
#define FROM(cell) ((cell) & 3)
#define TO(cell) (((cell) >> 2) & 3)
#define COUNTED(cell) ((cell) >> 4)

/* The truth: what must be counted, and which ids remembered, below an offset. */
#define BELOW(offset) ((1 << (offset)) - 1)
#define LAST_BIT (1 << (RECORDS - 1))
#define TRUTH(p, offset) ((p) == 0 -> (BELOW(offset) & (LAST_BIT - 1)) : BELOW(offset))
#define ID_BIT(p, record) (((p) == 0 && (record) == RECORDS - 1) -> 1 : (1 << (record)))

/* The chain of a log is the sequence of its nonces: entry k lies in five bits of an int. In the
 * program it is a hash over the chain before and the nonce. */
#define NONCE(chain, k) (((chain) >> (5 * ((k) - 1))) & 31)
#define PREFIX(chain, k) ((chain) & ((1 << (5 * (k))) - 1))

typedef Store {
    byte token[PARTITIONS];           /* head:<p> */
    byte offset[PARTITIONS];
    byte ids[PARTITIONS];             /* ids:<p> */
    byte last;                        /* log: n of the last entry */
    int chain;
    byte cell[ENTRIES * PARTITIONS];
    byte base;                        /* checkpoint: covers the entries up to base */
    byte checkpoint_offset[PARTITIONS];
    byte checkpoint_sum[PARTITIONS];
};

typedef Owner {
    byte token[PARTITIONS];           /* 0: not claimed */
    byte offset[PARTITIONS];
    byte ids[PARTITIONS];
    byte nonce;                       /* of the sealed commit, 0: none is in flight */
    byte cell[PARTITIONS];
#ifdef MUTANT_IDS_UNVERIFIED
    bool loading[PARTITIONS];
#endif
#ifdef MUTANT_IDS_AFTER
    bool ids_due;
#endif
};

typedef Request {                     /* a COMMIT in the network, executed late or never */
    byte nonce;                       /* 0: no request */
    byte token[PARTITIONS];
    byte cell[PARTITIONS];
};

typedef Publisher {                   /* the picture in memory */
    byte last;
    int chain;
    byte offset[PARTITIONS];
    byte sum[PARTITIONS];
};

Store live, disk;
Owner owner[2];
#if LATE > 0
Request late[LATE];
#endif
Publisher publisher[PUBLISHERS];
byte losses_left = LOSSES;
bool on_disk;                         /* disk holds a cut of the order of execution */
bool settled;

/* Scratch within one step: not part of the state. */
hidden byte answer, i, k, p, cell, sum, offset, fresh, counted, known;
hidden byte answer_last;
hidden int used, answer_chain;
hidden byte is_fresh, is_done, is_lost;

mtype = { OK, ALREADY, FENCED };

/* ---- Redis --------------------------------------------------------------------------------- */

inline store_copy(to, from) {
    for (i : 0 .. PARTITIONS - 1) {
        to.token[i] = from.token[i];
        to.offset[i] = from.offset[i];
        to.ids[i] = from.ids[i];
        to.checkpoint_offset[i] = from.checkpoint_offset[i];
        to.checkpoint_sum[i] = from.checkpoint_sum[i];
    }
    for (i : 0 .. ENTRIES * PARTITIONS - 1) { to.cell[i] = from.cell[i]; }
    to.last = from.last;
    to.chain = from.chain;
    to.base = from.base;
}

inline store_zero(store) {
    for (i : 0 .. PARTITIONS - 1) {
        store.token[i] = 0;
        store.offset[i] = 0;
        store.ids[i] = 0;
        store.checkpoint_offset[i] = 0;
        store.checkpoint_sum[i] = 0;
    }
    for (i : 0 .. ENTRIES * PARTITIONS - 1) { store.cell[i] = 0; }
    store.last = 0;
    store.chain = 0;
    store.base = 0;
}

/* A cut between two writes: whatever executes from here on may be lost. Only writes change Redis,
 * so it is enough to cut just before one. */
inline maybe_cut() {
    if
    :: true
    :: losses_left > 0 && !on_disk -> d_step { store_copy(disk, live); on_disk = true }
    fi
}

/* Property 2: checkpoint and log hold each record below the heads once, and so do the ids. */
inline check_state() {
    for (p : 0 .. PARTITIONS - 1) {
        sum = live.checkpoint_sum[p];
        for (i : live.base + 1 .. live.last) {
            cell = live.cell[(i - 1) * PARTITIONS + p];
            assert((sum & COUNTED(cell)) == 0);                        /* state-counted-twice */
            sum = sum | COUNTED(cell);
        }
        assert(sum == TRUTH(p, live.offset[p]));                       /* state-is-the-truth */
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
    answer_chain = live.chain;
    live.last++;
    answer_last = live.last;
    live.chain = live.chain | (from.nonce << (5 * (live.last - 1)));
    for (p : 0 .. PARTITIONS - 1) {
        cell = from.cell[p];
        live.cell[(live.last - 1) * PARTITIONS + p] = cell;
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

/* ---- fresh numbers ------------------------------------------------------------------------- */

inline token_fresh(part) {
    used = (1 << live.token[part]) | (1 << disk.token[part]) |
           (1 << owner[0].token[part]) | (1 << owner[1].token[part]) | 1;
#if LATE > 0
    for (i : 0 .. LATE - 1) { used = used | (1 << late[i].token[part]); }
#endif
    fresh_unused()
}

inline nonce_fresh() {
    used = (1 << owner[0].nonce) | (1 << owner[1].nonce) | 1;
    for (i : 1 .. ENTRIES) {
        used = used | (1 << NONCE(live.chain, i)) | (1 << NONCE(disk.chain, i));
        for (k : 0 .. PUBLISHERS - 1) { used = used | (1 << NONCE(publisher[k].chain, i)); }
    }
#if LATE > 0
    for (i : 0 .. LATE - 1) { used = used | (1 << late[i].nonce); }
#endif
    fresh_unused()
}

inline fresh_unused() {
    fresh = 1;
    do
    :: (used >> fresh) & 1 -> fresh++
    :: else -> break
    od;
    assert(fresh < 31)                                                 /* model-has-numbers-left */
}

/* ---- owners -------------------------------------------------------------------------------- */

inline owner_forget(me) {
    for (i : 0 .. PARTITIONS - 1) {
        owner[me].token[i] = 0;
        owner[me].offset[i] = 0;
        owner[me].ids[i] = 0;
#ifdef MUTANT_IDS_UNVERIFIED
        owner[me].loading[i] = false;
#endif
    }
    owner_commit_forget(me)
}

inline owner_commit_forget(me) {
    owner[me].nonce = 0;
    owner[me].cell[0] = 0;
    owner[me].cell[1] = 0;
#ifdef MUTANT_IDS_AFTER
    owner[me].ids_due = false;
#endif
}

/* CLAIM: a fresh token, the head returned. The ids are those of exactly this head: the loader takes
 * them by their number and checksum in the head, so that when it reads them does not matter. */
inline owner_claim(me, part) {
#ifdef MUTANT_VERSION
    live.token[part] = live.token[part] + 1;
    owner[me].token[part] = live.token[part];
#else
    owner[me].token[part] = 0;
    token_fresh(part);
    live.token[part] = fresh;
    owner[me].token[part] = fresh;
#endif
    owner[me].offset[part] = live.offset[part];
#ifdef MUTANT_IDS_UNVERIFIED
    owner[me].ids[part] = 0;
    owner[me].loading[part] = true;
#else
    owner[me].ids[part] = live.ids[part];
#endif
}

#ifdef MUTANT_IDS_UNVERIFIED
#define IS_READY(me, part) (owner[me].token[part] != 0 && !owner[me].loading[part])
#else
#define IS_READY(me, part) (owner[me].token[part] != 0)
#endif

/* Judge the records of one partition up to the new offset, against the ids in memory. */
inline owner_judge(me, part, upto) {
    counted = 0;
    known = owner[me].ids[part];
    for (i : owner[me].offset[part] .. upto - 1) {
        if
        :: (known & ID_BIT(part, i)) == 0 -> counted = counted | (1 << i)
        :: else
        fi;
        known = known | ID_BIT(part, i);
    }
    owner[me].cell[part] = CELL(owner[me].offset[part], upto, counted);
}

/* Seal a batch: any number of records of any claimed partitions, at least one. */
#define CAN_FILL(me, part, more) \
    (IS_READY(me, part) && owner[me].offset[part] + (more) <= RECORDS)

inline owner_seal(me) {
    d_step { nonce_fresh(); owner[me].nonce = fresh }
    if
    :: CAN_FILL(me, 0, 1) -> owner_fill(me, 0); owner_fill_maybe(me, 1)
    :: CAN_FILL(me, 1, 1) -> owner_fill(me, 1)
    fi
}

inline owner_fill(me, part) {
    if
    :: d_step { owner_judge(me, part, owner[me].offset[part] + 1) }
    :: CAN_FILL(me, part, 2) -> d_step { owner_judge(me, part, owner[me].offset[part] + 2) }
#if RECORDS > 2
    :: CAN_FILL(me, part, 3) -> d_step { owner_judge(me, part, owner[me].offset[part] + 3) }
#endif
    fi
}

inline owner_fill_maybe(me, part) {
    if
    :: CAN_FILL(me, part, 1) -> owner_fill(me, part)
    :: true
    fi
}

/* The reply: OK and ALREADY move the owner on, FENCED drops the increments and the claims. */
inline owner_answered(me) {
    if
    :: answer == FENCED -> owner_forget(me)
    :: else ->
        for (p : 0 .. PARTITIONS - 1) {
            cell = owner[me].cell[p];
            if
            :: cell != 0 ->
                owner[me].offset[p] = TO(cell);
                ids_add(owner[me].ids[p], p, FROM(cell), TO(cell));
#ifdef MUTANT_VERSION
                owner[me].token[p] = owner[me].token[p] + 1;
#endif
            :: else
            fi
        }
#ifndef MUTANT_IDS_AFTER
        owner_commit_forget(me)
#else
        owner[me].ids_due = true
#endif
    fi
}

/* The ids in a command of their own, for the mutants. */
inline owner_ids_write(me) {
    for (p : 0 .. PARTITIONS - 1) {
        if
        :: owner[me].cell[p] != 0 ->
            ids_add(live.ids[p], p, FROM(owner[me].cell[p]), TO(owner[me].cell[p]))
        :: else
        fi
    }
}

#ifdef MUTANT_IDS_AFTER
#define IN_FLIGHT(me) (owner[me].nonce != 0 && !owner[me].ids_due)
#else
#define IN_FLIGHT(me) (owner[me].nonce != 0)
#endif

inline request_park(to, me) {
    to.nonce = owner[me].nonce;
    for (i : 0 .. PARTITIONS - 1) {
        to.cell[i] = owner[me].cell[i];
        to.token[i] = (owner[me].cell[i] != 0 -> owner[me].token[i] : 0);
    }
}

inline request_drop(request) {
    request.nonce = 0;
    request.cell[0] = 0;
    request.cell[1] = 0;
    request.token[0] = 0;
    request.token[1] = 0;
}

/* Only version counters grow without end. */
#ifdef MUTANT_VERSION
#define CLAIMS_LEFT(part) (live.token[part] < 6)
#else
#define CLAIMS_LEFT(part) true
#endif

proctype Owner_run(byte me) {
end:
    do
    /* Claim a partition, as often as it likes: after FENCED, a rebalance or a restart. */
    :: atomic {
        !settled && owner[me].nonce == 0 && CLAIMS_LEFT(0) -> maybe_cut();
        d_step { owner_claim(me, 0); printf("owner %d: CLAIM(0) token %d, offset %d\n", me,
            owner[me].token[0], owner[me].offset[0]) } }
    :: atomic {
        !settled && owner[me].nonce == 0 && CLAIMS_LEFT(1) -> maybe_cut();
        d_step { owner_claim(me, 1); printf("owner %d: CLAIM(1) token %d, offset %d\n", me,
            owner[me].token[1], owner[me].offset[1]) } }
#ifdef MUTANT_IDS_UNVERIFIED
    :: d_step {
        !settled && owner[me].loading[0] ->
        owner[me].ids[0] = live.ids[0]; owner[me].loading[0] = false;
        printf("owner %d: loads ids of 0: %d\n", me, owner[me].ids[0]) }
    :: d_step {
        !settled && owner[me].loading[1] ->
        owner[me].ids[1] = live.ids[1]; owner[me].loading[1] = false;
        printf("owner %d: loads ids of 1: %d\n", me, owner[me].ids[1]) }
#endif
    :: atomic {
        !settled && owner[me].nonce == 0 && (CAN_FILL(me, 0, 1) || CAN_FILL(me, 1, 1)) ->
        owner_seal(me);
#ifdef MUTANT_IDS_BEFORE
        maybe_cut();
        d_step { owner_ids_write(me) }
#endif
        printf("owner %d: seals nonce %d, 0: [%d,%d) counts %d, 1: [%d,%d) counts %d\n", me,
            owner[me].nonce, FROM(owner[me].cell[0]), TO(owner[me].cell[0]),
            COUNTED(owner[me].cell[0]), FROM(owner[me].cell[1]), TO(owner[me].cell[1]),
            COUNTED(owner[me].cell[1])) }
    /* Sent, executed, answered. The process of this owner may also hold a publisher: it then gets
     * the entry from the ring, and takes it only where its chain is the one before the entry. */
    :: atomic {
        !settled && IN_FLIGHT(me) -> maybe_cut();
        d_step {
            commit_execute(owner[me]);
            printf("owner %d: COMMIT nonce %d -> %e as entry %d\n", me, owner[me].nonce, answer,
                live.last);
            owner_answered(me) } }
    /* Sent and executed, but the reply is lost: the same bytes go again. */
    :: atomic {
        !settled && IN_FLIGHT(me) -> maybe_cut();
        d_step {
            commit_execute(owner[me]);
            printf("owner %d: COMMIT nonce %d -> %e as entry %d, reply lost\n", me,
                owner[me].nonce, answer, live.last) } }
#if LATE > 0
    /* Sent, but late: the owner sees a time-out and sends the same bytes again. */
    :: d_step {
        !settled && IN_FLIGHT(me) && late[0].nonce == 0 ->
        request_park(late[0], me);
        printf("owner %d: COMMIT nonce %d is delayed\n", me, owner[me].nonce) }
#if LATE > 1
    :: d_step {
        !settled && IN_FLIGHT(me) && late[0].nonce != 0 && late[1].nonce == 0 ->
        request_park(late[1], me);
        printf("owner %d: COMMIT nonce %d is delayed\n", me, owner[me].nonce) }
#endif
#endif
#ifdef MUTANT_LARGER_BATCH
    /* While it waits, more records come, and it puts them into the commit it sends again. */
    :: d_step {
        !settled && IN_FLIGHT(me) && owner[me].cell[1] != 0 && TO(owner[me].cell[1]) < RECORDS ->
        owner_judge(me, 1, TO(owner[me].cell[1]) + 1);
        printf("owner %d: nonce %d grows to [%d,%d)\n", me, owner[me].nonce,
            FROM(owner[me].cell[1]), TO(owner[me].cell[1])) }
#endif
#ifdef MUTANT_IDS_AFTER
    :: atomic {
        !settled && owner[me].ids_due -> maybe_cut();
        d_step { owner_ids_write(me); owner_commit_forget(me);
            printf("owner %d: writes its ids\n", me) } }
#endif
    /* Killed with a commit in flight; without one a kill is the claim that follows. */
    :: d_step {
        !settled && owner[me].nonce != 0 -> owner_forget(me);
        printf("owner %d: killed\n", me) }
    od
}

/* ---- publishers ---------------------------------------------------------------------------- */

/* Start over from the checkpoint. The log is then read as always, entry by entry, so that anything
 * may happen between. */
inline publisher_load(me) {
    publisher[me].last = live.base;
    publisher[me].chain = PREFIX(live.chain, live.base);
    for (p : 0 .. PARTITIONS - 1) {
        publisher[me].offset[p] = live.checkpoint_offset[p];
        publisher[me].sum[p] = live.checkpoint_sum[p];
    }
}

#ifdef VARIANT_NONCE_ONLY
#define SAME_AT(chain_a, chain_b, n) ((n) == 0 || NONCE(chain_a, n) == NONCE(chain_b, n))
#else
#define SAME_AT(chain_a, chain_b, n) (PREFIX(chain_a, n) == PREFIX(chain_b, n))
#endif

/* One XRANGE from the last entry, that one included: it must be there, with our chain, and the next
 * must continue our offsets. Otherwise Redis lost a suffix or trimmed: load again. */
#define CELL_NEXT(me, part) live.cell[publisher[me].last * PARTITIONS + part]
inline publisher_read(me) {
#ifdef MUTANT_TRUST_N
    is_lost = publisher[me].last < live.base;
#else
    is_lost = publisher[me].last < live.base || publisher[me].last > live.last ||
              !SAME_AT(publisher[me].chain, live.chain, publisher[me].last);
    if
    :: !is_lost && publisher[me].last < live.last ->
        for (p : 0 .. PARTITIONS - 1) {
            cell = CELL_NEXT(me, p);
            is_lost = is_lost || (cell != 0 && FROM(cell) != publisher[me].offset[p]);
        }
    :: else
    fi;
#endif
    if
    :: is_lost -> publisher_load(me)
    :: !is_lost && publisher[me].last < live.last -> publisher_apply(me)
    :: else
    fi
}

/* Property 1: the picture is the truth below its own offsets, after each entry. A tick writes it as
 * it is, so it may be any of these. */
inline publisher_apply(me) {
    publisher[me].last++;
    publisher[me].chain = publisher[me].chain |
        (NONCE(live.chain, publisher[me].last) << (5 * (publisher[me].last - 1)));
    for (p : 0 .. PARTITIONS - 1) {
        cell = live.cell[(publisher[me].last - 1) * PARTITIONS + p];
        if
        :: cell != 0 ->
            assert((publisher[me].sum[p] & COUNTED(cell)) == 0);       /* picture-counted-twice */
            publisher[me].sum[p] = publisher[me].sum[p] | COUNTED(cell);
            publisher[me].offset[p] = TO(cell);
        :: else
        fi;
        assert(publisher[me].sum[p] == TRUTH(p, publisher[me].offset[p])); /* picture-is-truth */
    }
}

/* SWITCH: the checkpoint was written from the picture at entry n, at leisure; a publisher that does
 * not read meanwhile is one whose memory is that checkpoint. No lease here: nothing may hang on it. */
#ifdef MUTANT_SWITCH_UNCHECKED
#define SWITCH_PASSES(me) true
#else
#define SWITCH_PASSES(me) SAME_AT(publisher[me].chain, live.chain, publisher[me].last)
#endif
#define CAN_SWITCH(me) (publisher[me].last > live.base && publisher[me].last <= live.last && \
                        SWITCH_PASSES(me))

inline publisher_switch(me) {
    for (i : live.base * PARTITIONS .. publisher[me].last * PARTITIONS - 1) { live.cell[i] = 0; }
    live.base = publisher[me].last;
    for (p : 0 .. PARTITIONS - 1) {
        live.checkpoint_offset[p] = publisher[me].offset[p];
        live.checkpoint_sum[p] = publisher[me].sum[p];
    }
    check_state()
}

proctype Publisher_run(byte me) {
end:
    do
    :: d_step {
        !settled && (publisher[me].last != live.last ||
                     publisher[me].chain != live.chain) -> publisher_read(me);
        printf("publisher %d: reads on to entry %d: offsets %d, %d\n", me, publisher[me].last,
            publisher[me].offset[0], publisher[me].offset[1]) }
    :: d_step {
        !settled && publisher[me].last != live.base -> publisher_load(me);
        printf("publisher %d: restarts from checkpoint %d\n", me, publisher[me].last) }
    :: atomic {
        !settled && CAN_SWITCH(me) -> maybe_cut();
        d_step { publisher_switch(me);
            printf("publisher %d: SWITCH to checkpoint %d, offsets %d, %d\n", me, live.base,
                live.checkpoint_offset[0], live.checkpoint_offset[1]) } }
    od
}

/* ---- the world ----------------------------------------------------------------------------- */

proctype World() {
end:
    do
    :: d_step {
        !settled && on_disk ->
        printf("Redis: loses entries after %d (it had %d)\n", disk.last, live.last);
        store_copy(live, disk);
        store_zero(disk);
        on_disk = false;
        losses_left-- }
#if LATE > 0
    :: atomic {
        !settled && late[0].nonce != 0 -> maybe_cut();
        d_step { commit_execute(late[0]);
            printf("Redis: late COMMIT nonce %d -> %e as entry %d\n", late[0].nonce, answer,
                live.last);
            request_drop(late[0]) } }
    :: d_step { !settled && late[0].nonce != 0 -> request_drop(late[0]);
        printf("network: drops the late COMMIT\n") }
#if LATE > 1
    :: atomic {
        !settled && late[1].nonce != 0 -> maybe_cut();
        d_step { commit_execute(late[1]);
            printf("Redis: late COMMIT nonce %d -> %e as entry %d\n", late[1].nonce, answer,
                live.last);
            request_drop(late[1]) } }
    :: d_step { !settled && late[1].nonce != 0 -> request_drop(late[1]);
        printf("network: drops the late COMMIT\n") }
#endif
#endif
#ifdef SETTLE
    :: d_step { !settled -> settle() }
#endif
    od
}

/* Property 4, from every state that can be reached: once nothing fails any more, one owner claims
 * both partitions and counts what is left, and publisher 0 gets there in so many reads. */
inline settle() {
    printf("calm: owner 0 takes over\n");
    owner_forget(0);
    owner_claim(0, 0);
    owner_claim(0, 1);
#ifdef MUTANT_IDS_UNVERIFIED
    owner[0].ids[0] = live.ids[0];
    owner[0].ids[1] = live.ids[1];
#endif
    if
    :: live.offset[0] < RECORDS -> owner_judge(0, 0, RECORDS)
    :: else
    fi;
    if
    :: live.offset[1] < RECORDS -> owner_judge(0, 1, RECORDS)
    :: else
    fi;
    if
    :: owner[0].cell[0] != 0 || owner[0].cell[1] != 0 ->
        nonce_fresh();
        owner[0].nonce = fresh;
        commit_execute(owner[0]);
        assert(answer == OK)                                           /* calm-commit-passes */
    :: else
    fi;
    for (answer_last : 0 .. ENTRIES + 1) { publisher_read(0); }
    for (p : 0 .. PARTITIONS - 1) {
        assert(live.offset[p] == RECORDS);                             /* calm-counts-all */
        assert(publisher[0].offset[p] == RECORDS);                     /* calm-shows-all */
    }
    settle_forget()
}

/* All settled states are one. */
inline settle_forget() {
    store_zero(live);
    store_zero(disk);
    owner_forget(0);
    owner_forget(1);
#if LATE > 0
    for (k : 0 .. LATE - 1) { request_drop(late[k]); }
#endif
    for (k : 0 .. PUBLISHERS - 1) { publisher_load(k); }
    on_disk = false;
    losses_left = 0;
    settled = true
}

init {
    atomic {
        run Owner_run(0);
        run Owner_run(1);
        for (k : 0 .. PUBLISHERS - 1) { run Publisher_run(k); }
        run World()
    }
}
