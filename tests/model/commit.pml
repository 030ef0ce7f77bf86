/*
 * The commit protocol: CLAIM, COMMIT, the log of increments, the checkpoint and who reads them.
 *
 *   owner 0, 1 ──CLAIM, COMMIT──▶ live (Redis) ──checkpoint, log──▶ publisher
 *        │                          ▲   ▲   ▲                          │
 *        └──▶ late (executed later)─┘   │   └──────SWITCH, trim────────┴──── any other publisher
 *                               disk: what Redis comes back with when it lost its last writes
 *
 * Every action of an actor is one step, so an actor that is not chosen is a paused process, for as
 * long as the search likes: a zombie. An actor has no state but the variables below.
 *
 * A record counts by its own bit, so that one counted twice and another never cannot cancel out. Where
 * partition 0 has two, its last is a copy of its first: same id, must not count.
 *
 * Claims, kills, resends and restarts have no bound: what is random in the program is canonical here
 * (see "tokens" and "marks"), so the states are finite. Bounds, set by run.py: RECORDS_0 and RECORDS_1,
 * LOSSES of a suffix, LATE requests that wait in the network at the same time.
 */
#ifndef RECORDS_0
#define RECORDS_0 1
#endif
#ifndef RECORDS_1
#define RECORDS_1 2
#endif
#ifndef LOSSES
#define LOSSES 1
#endif
#ifndef LATE
#define LATE 1
#endif

#define PARTITIONS 2
#define RECORDS(p) ((p) == 0 -> RECORDS_0 : RECORDS_1)
#define ENTRIES (RECORDS_0 + RECORDS_1)

/* A cell is what one commit says of one partition: [from, to) and a bit for each record counted.
 * No partition moves without a record, so 0 means: not in this commit. */
#define CELL(from, to, counted) ((from) | ((to) << 2) | ((counted) << 4))
#define FROM(cell) ((cell) & 3)
#define TO(cell) (((cell) >> 2) & 3)
#define COUNTED(cell) ((cell) >> 4)

/* The truth: what must be counted, and which ids remembered, below an offset. */
#define BELOW(offset) ((1 << (offset)) - 1)
#if RECORDS_0 > 1
#define COPY (RECORDS_0 - 1)          /* the record of partition 0 that comes twice */
#define TRUTH(p, offset) ((p) == 0 -> (BELOW(offset) & (BELOW(COPY))) : BELOW(offset))
#define ID_BIT(p, record) (((p) == 0 && (record) == COPY) -> 1 : (1 << (record)))
#else
#define TRUTH(p, offset) BELOW(offset)
#define ID_BIT(p, record) (1 << (record))
#endif

/* Marks. In the program an entry carries a random nonce, and a chain: the hash of the chain before and
 * the nonce. Here the chain is the sequence itself, five bits an entry. What it is a sequence of is
 * what the commits say (their cells), which is coarser: a reader is fooled here wherever it is fooled
 * in the program, and more often. With NONCES it is the nonces, for what hangs on their identity. */
#define MARK(chain, k) (((chain) >> (5 * ((k) - 1))) & 31)
#define PREFIX(chain, k) ((chain) & ((1 << (5 * (k))) - 1))
#ifdef NONCES
#define MARK_OF(commit, p) ((p) == 0 -> commit.nonce : 0)
#else
#define MARK_OF(commit, p) (commit.cell[p] & 15)
#endif

/* Tokens. Only whether two are equal matters, and one that neither Redis nor its disk knows will never
 * be equal again. So: 1 = the token in Redis, 2 = another one on its disk, 0 = none, or dead. Who holds
 * a dead token can only be told FENCED, which is the same as forgetting now. */

typedef Store {
    byte token[PARTITIONS];           /* head:<p> */
    byte offset[PARTITIONS];
    byte ids[PARTITIONS];             /* ids:<p> */
    byte last;                        /* log: n of the last entry */
    int chain[PARTITIONS];
    byte cell[ENTRIES * PARTITIONS];
    byte base;                        /* checkpoint: covers the entries up to base */
    byte checkpoint_offset[PARTITIONS];
    byte checkpoint_sum[PARTITIONS];
};

typedef Owner {
    byte token[PARTITIONS];           /* 0: not claimed */
    byte offset[PARTITIONS];
    byte ids[PARTITIONS];
    byte cell[PARTITIONS];            /* the sealed commit; both 0: none is in flight */
#ifdef NONCES
    byte nonce;
#endif
#ifdef MUTANT_IDS_UNVERIFIED
    bool loading[PARTITIONS];
#endif
#ifdef MUTANT_IDS_AFTER
    bool ids_due;
#endif
};

typedef Request {                     /* a COMMIT in the network, executed late or never */
    byte cell[PARTITIONS];            /* both 0: no request */
    byte token[PARTITIONS];
#ifdef NONCES
    byte nonce;
#endif
};

typedef Publisher {                   /* the picture in memory */
    byte last;
    int chain[PARTITIONS];
    byte offset[PARTITIONS];
    byte sum[PARTITIONS];
};

Store live, disk;
Owner owner[2];
#if LATE > 0
Request late[LATE];
#endif
Publisher publisher;
byte losses_left = LOSSES;
bool on_disk;                         /* disk holds a cut of the order of execution */
bool settled;

#define IS_BUSY(me) (owner[me].cell[0] != 0 || owner[me].cell[1] != 0)
#ifdef MUTANT_IDS_AFTER
#define IN_FLIGHT(me) (IS_BUSY(me) && !owner[me].ids_due)
#else
#define IN_FLIGHT(me) IS_BUSY(me)
#endif
#define IS_SENT(request) (request.cell[0] != 0 || request.cell[1] != 0)

/* Scratch within one step, not part of the state. A breadth-first search knows no hidden variables, so
 * there they are set back when the step ends. */
#ifdef SHORTEST
#define hidden
#define STEP_ENDS(...) printf(__VA_ARGS__); scratch_zero()
#else
#define STEP_ENDS(...) printf(__VA_ARGS__)
#endif
hidden byte answer, i, k, p, cell, sum, offset, fresh, counted, known, is_fresh, is_done, is_lost;
hidden int used;

inline scratch_zero() {
    answer = 0; i = 0; k = 0; p = 0; cell = 0; sum = 0; offset = 0; fresh = 0; counted = 0;
    known = 0; is_fresh = 0; is_done = 0; is_lost = 0; used = 0
}

mtype = { OK, ALREADY, FENCED };

/* ---- Redis --------------------------------------------------------------------------------- */

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
    :: losses_left > 0 && !on_disk -> d_step { store_copy(disk, live); on_disk = true; STEP_ENDS("disk: up to entry %d\n", disk.last) }
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

/* ---- owners -------------------------------------------------------------------------------- */

inline owner_forget(who) {
    owner_claim_forget(who, 0);
    owner_claim_forget(who, 1);
    owner_commit_forget(who)
}

inline owner_claim_forget(who, part) {
    owner[who].token[part] = 0;
    owner[who].offset[part] = 0;
    owner[who].ids[part] = 0;
#ifdef MUTANT_IDS_UNVERIFIED
    owner[who].loading[part] = false;
#endif
}

inline owner_commit_forget(who) {
    owner[who].cell[0] = 0;
    owner[who].cell[1] = 0;
#ifdef NONCES
    owner[who].nonce = 0;
#endif
#ifdef MUTANT_IDS_AFTER
    owner[who].ids_due = false;
#endif
}

inline request_drop(request) {
#ifdef NONCES
    request.nonce = 0;
#endif
    request.cell[0] = 0;
    request.cell[1] = 0;
    request.token[0] = 0;
    request.token[1] = 0;
}

/* ---- tokens and nonces --------------------------------------------------------------------- */

#define TOKEN_FRESH 3
#define TOKEN_NORMAL(p, t) \
    ((t) == 0 -> 0 : ((t) == live.token[p] -> 1 : ((on_disk && (t) == disk.token[p]) -> 2 : 0)))

#define IS_DEAD(commit, p) (commit.cell[p] != 0 && commit.token[p] == 0)

inline owner_token_normalize(who, part) {
    owner[who].token[part] = TOKEN_NORMAL(part, owner[who].token[part]);
    if
    :: owner[who].token[part] == 0 -> owner_claim_forget(who, part)
    :: else
    fi
}

inline owner_fence_dead(who) {
    if
    :: IN_FLIGHT(who) && (IS_DEAD(owner[who], 0) || IS_DEAD(owner[who], 1)) -> owner_forget(who)
    :: else
    fi
}

/* After whatever changed the tokens in Redis or on its disk. */
inline tokens_normalize() {
#ifdef TOKENS_AS_THEY_ARE
    skip
#else
    for (p : 0 .. PARTITIONS - 1) {
        owner_token_normalize(0, p);
        owner_token_normalize(1, p);
#if LATE > 0
        for (i : 0 .. LATE - 1) { late[i].token[p] = TOKEN_NORMAL(p, late[i].token[p]); }
#endif
        disk.token[p] = TOKEN_NORMAL(p, disk.token[p]);
        live.token[p] = 1;
    }
    owner_fence_dead(0);
    owner_fence_dead(1);
#if LATE > 0
    for (k : 0 .. LATE - 1) {
        if
        :: IS_DEAD(late[k], 0) || IS_DEAD(late[k], 1) -> request_drop(late[k])
        :: else
        fi
    }
#endif
#endif
}

#ifdef NONCES
inline nonce_fresh() {
    used = (1 << owner[0].nonce) | (1 << owner[1].nonce) | 1;
    for (i : 1 .. ENTRIES) {
        used = used | (1 << MARK(live.chain[0], i)) | (1 << MARK(disk.chain[0], i)) |
               (1 << MARK(publisher.chain[0], i));
    }
#if LATE > 0
    for (i : 0 .. LATE - 1) { used = used | (1 << late[i].nonce); }
#endif
    fresh = 1;
    do
    :: (used >> fresh) & 1 -> fresh++
    :: else -> break
    od
}
#endif

/* CLAIM: a fresh token, the head returned. The ids are those of exactly this head: the loader takes
 * them by their number and checksum in the head, so that when it reads them does not matter. */
inline owner_claim(me, part) {
#ifdef MUTANT_VERSION
    live.token[part] = live.token[part] + 1;
    owner[me].token[part] = live.token[part];
#else
    live.token[part] = TOKEN_FRESH;
    owner[me].token[part] = TOKEN_FRESH;
#endif
    owner[me].offset[part] = live.offset[part];
#ifdef MUTANT_IDS_UNVERIFIED
    owner[me].ids[part] = 0;
    owner[me].loading[part] = true;
#else
    owner[me].ids[part] = live.ids[part];
#endif
    tokens_normalize()
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
    (IS_READY(me, part) && owner[me].offset[part] + (more) <= RECORDS(part))

inline owner_seal(me) {
#ifdef NONCES
    d_step { nonce_fresh(); owner[me].nonce = fresh }
#endif
    if
    :: CAN_FILL(me, 0, 1) -> owner_fill(me, 0); owner_fill_maybe(me, 1)
    :: CAN_FILL(me, 1, 1) -> owner_fill(me, 1)
    fi
}

inline owner_fill(me, part) {
    if
    :: d_step { owner_judge(me, part, owner[me].offset[part] + 1) }
    :: CAN_FILL(me, part, 2) -> d_step { owner_judge(me, part, owner[me].offset[part] + 2) }
#if RECORDS_0 > 2 || RECORDS_1 > 2
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


inline request_park(to, me) {
#ifdef NONCES
    to.nonce = owner[me].nonce;
#endif
    for (i : 0 .. PARTITIONS - 1) {
        to.cell[i] = owner[me].cell[i];
        to.token[i] = (owner[me].cell[i] != 0 -> owner[me].token[i] : 0);
    }
}

/* Sent; and executed and answered, or executed and the reply lost, or delayed: seen from the owner the
 * last two are one time-out. A batch sealed, but sent later, is no other one: sealing reads nothing but
 * the memory of its owner. */
inline owner_send(me) {
    if
    :: maybe_cut();
        d_step {
            commit_execute(owner[me]);
            owner_answered(me);
            STEP_ENDS("owner %d: COMMIT -> %e, log ends at %d\n", me, answer, live.last) }
    :: maybe_cut();
        d_step {
            commit_execute(owner[me]);
            STEP_ENDS("owner %d: COMMIT -> %e, log ends at %d, reply lost\n", me, answer, live.last) }
#if LATE > 0
    :: !IS_SENT(late[0]) ->
        d_step { request_park(late[0], me); STEP_ENDS("owner %d: COMMIT is delayed\n", me) }
#endif
#if LATE > 1
    :: IS_SENT(late[0]) && !IS_SENT(late[1]) ->
        d_step { request_park(late[1], me); STEP_ENDS("owner %d: COMMIT is delayed\n", me) }
#endif
    fi
}

/* Only version counters grow without end. */
#ifdef MUTANT_VERSION
#define CLAIMS_LEFT(part) (live.token[part] < 7)
#else
#define CLAIMS_LEFT(part) true
#endif

proctype Owner_run(byte me) {
end:
    do
    /* Claim a partition, as often as it likes: after FENCED, a rebalance or a restart. */
    :: atomic {
        !settled && !IS_BUSY(me) && CLAIMS_LEFT(0) -> maybe_cut();
        d_step { owner_claim(me, 0); STEP_ENDS("owner %d: CLAIM(0) token %d, offset %d\n", me,
            owner[me].token[0], owner[me].offset[0]) } }
    :: atomic {
        !settled && !IS_BUSY(me) && CLAIMS_LEFT(1) -> maybe_cut();
        d_step { owner_claim(me, 1); STEP_ENDS("owner %d: CLAIM(1) token %d, offset %d\n", me,
            owner[me].token[1], owner[me].offset[1]) } }
#ifdef MUTANT_IDS_UNVERIFIED
    :: d_step {
        !settled && owner[me].loading[0] ->
        owner[me].ids[0] = live.ids[0]; owner[me].loading[0] = false;
        STEP_ENDS("owner %d: loads ids of 0: %d\n", me, owner[me].ids[0]) }
    :: d_step {
        !settled && owner[me].loading[1] ->
        owner[me].ids[1] = live.ids[1]; owner[me].loading[1] = false;
        STEP_ENDS("owner %d: loads ids of 1: %d\n", me, owner[me].ids[1]) }
#endif
    /* Seal a batch and send it, or send the same bytes again after a time-out. */
    :: atomic {
        !settled && !IS_BUSY(me) && (CAN_FILL(me, 0, 1) || CAN_FILL(me, 1, 1)) ->
        owner_seal(me);
        STEP_ENDS("owner %d: seals 0: [%d,%d) counts %d, 1: [%d,%d) counts %d\n", me,
            FROM(owner[me].cell[0]), TO(owner[me].cell[0]),
            COUNTED(owner[me].cell[0]), FROM(owner[me].cell[1]), TO(owner[me].cell[1]),
            COUNTED(owner[me].cell[1]));
#ifdef MUTANT_IDS_BEFORE
        maybe_cut();
        d_step { owner_ids_write(me); STEP_ENDS("owner %d: writes its ids\n", me) }
#else
        owner_send(me)
#endif
        }
    :: atomic { !settled && IN_FLIGHT(me) -> owner_send(me) }
#ifdef MUTANT_LARGER_BATCH
    /* While it waits, more records come, and it puts them into the commit it sends again. */
    :: d_step {
        !settled && IN_FLIGHT(me) && owner[me].cell[1] != 0 && TO(owner[me].cell[1]) < RECORDS_1 ->
        owner_judge(me, 1, TO(owner[me].cell[1]) + 1);
        STEP_ENDS("owner %d: puts more into the same commit, 1: [%d,%d)\n", me,
            FROM(owner[me].cell[1]), TO(owner[me].cell[1])) }
#endif
#ifdef MUTANT_IDS_AFTER
    :: atomic {
        !settled && owner[me].ids_due -> maybe_cut();
        d_step { owner_ids_write(me); owner_commit_forget(me);
            STEP_ENDS("owner %d: writes its ids\n", me) } }
#endif
    /* Killed with a commit in flight; without one a kill is the claim that follows. */
    :: d_step {
        !settled && IS_BUSY(me) -> owner_forget(me);
        STEP_ENDS("owner %d: killed\n", me) }
    od
}

/* ---- publishers ---------------------------------------------------------------------------- */

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
#ifdef MUTANT_TRUST_N
    is_lost = publisher.last < live.base;
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

/* The switch of any other publisher. The first wrong switch of a run is somebody's: we search for it
 * in this publisher, who may be as stale as can be; all others before it were right, and these do the
 * same as a switch by somebody who has just read everything. So one publisher stands for any number. */
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
end:
    do
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

/* ---- the world ----------------------------------------------------------------------------- */

/* All settled states are one. */
inline settle_forget() {
    store_zero(live);
    store_zero(disk);
    owner_forget(0);
    owner_forget(1);
#if LATE > 0
    for (k : 0 .. LATE - 1) { request_drop(late[k]); }
#endif
    publisher_load();
    live.token[0] = 1;
    live.token[1] = 1;
    on_disk = false;
    losses_left = 0;
    settled = true
}

/* Property 4, from every state that can be reached: once nothing fails any more, one owner claims
 * both partitions and counts what is left, and publisher 0 gets there in so many reads. */
inline settle() {
    STEP_ENDS("calm: owner 0 takes over\n");
    owner_forget(0);
    owner_claim(0, 0);
    owner_claim(0, 1);
#ifdef MUTANT_IDS_UNVERIFIED
    owner[0].ids[0] = live.ids[0];
    owner[0].ids[1] = live.ids[1];
#endif
    if
    :: live.offset[0] < RECORDS_0 -> owner_judge(0, 0, RECORDS_0)
    :: else
    fi;
    if
    :: live.offset[1] < RECORDS_1 -> owner_judge(0, 1, RECORDS_1)
    :: else
    fi;
    if
    :: owner[0].cell[0] != 0 || owner[0].cell[1] != 0 ->
#ifdef NONCES
        nonce_fresh();
        owner[0].nonce = fresh;
#endif
        commit_execute(owner[0]);
        assert(answer == OK)                                           /* calm-commit-passes */
    :: else
    fi;
    for (fresh : 0 .. ENTRIES + 1) { publisher_read(); }
    for (p : 0 .. PARTITIONS - 1) {
        assert(live.offset[p] == RECORDS(p));                            /* calm-counts-all */
        assert(publisher.offset[p] == RECORDS(p));                    /* calm-shows-all */
    }
    settle_forget()
}

proctype World() {
end:
    do
    :: d_step {
        !settled && on_disk ->
        store_copy(live, disk);
        store_zero(disk);
        on_disk = false;
        losses_left--;
        tokens_normalize();
        STEP_ENDS("Redis: lost its last writes, is back with the log up to %d, checkpoint %d\n",
            live.last, live.base) }
#if LATE > 0
    :: atomic {
        !settled && IS_SENT(late[0]) -> maybe_cut();
        d_step { commit_execute(late[0]);
            STEP_ENDS("Redis: late COMMIT -> %e, log ends at %d\n", answer, live.last);
            request_drop(late[0]) } }
    :: d_step { !settled && IS_SENT(late[0]) -> request_drop(late[0]);
        STEP_ENDS("network: drops the late COMMIT\n") }
#if LATE > 1
    :: atomic {
        !settled && IS_SENT(late[1]) -> maybe_cut();
        d_step { commit_execute(late[1]);
            STEP_ENDS("Redis: late COMMIT -> %e, log ends at %d\n", answer, live.last);
            request_drop(late[1]) } }
    :: d_step { !settled && IS_SENT(late[1]) -> request_drop(late[1]);
        STEP_ENDS("network: drops the late COMMIT\n") }
#endif
#endif
#ifdef SETTLE
    :: d_step { !settled -> settle() }
#endif
    od
}

init {
    atomic {
        live.token[0] = 1;
        live.token[1] = 1;
        run Owner_run(0);
        run Owner_run(1);
        run Publisher_run();
        run World()
    }
}
