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
 * A record counts by its own bit, so that one counted twice and another never cannot cancel out.
 * Where partition 0 has two, its last is a copy of its first: same id, must not count.
 *
 * Claims, kills, resends and restarts have no bound: what is random in the program is canonical
 * here (see "Tokens" and "Marks"), so the states are finite. Bounds, set by run.py: RECORDS_0 and
 * RECORDS_1, LOSSES of a suffix, LATE requests that wait in the network at the same time. SETTLE
 * adds property 4. Mutants: README.md.
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

/* Marks. In the program an entry carries a random nonce and a chain: the hash of the chain before
 * and the nonce. Here the chain is the sequence itself, five bits an entry. What it is a sequence
 * of is what the commits say (their cells), which is coarser: a reader is fooled here wherever it
 * is fooled in the program, and more often. With NONCES it is the nonces, for what hangs on their
 * identity. */
#define MARK(chain, k) (((chain) >> (5 * ((k) - 1))) & 31)
#define PREFIX(chain, k) ((chain) & ((1 << (5 * (k))) - 1))
#ifdef NONCES
#define MARK_OF(commit, p) ((p) == 0 -> commit.nonce : 0)
#else
#define MARK_OF(commit, p) (commit.cell[p] & 15)
#endif

/* Tokens. Only whether two are equal matters, and one that neither Redis nor its disk knows will
 * never be equal again. So: 1 = the token in Redis, 2 = another one on its disk, 0 = none, or dead.
 * Who holds a dead token can only be told FENCED, which is the same as forgetting now. */

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

/* Scratch within one step, not part of the state. A breadth-first search knows no hidden variables,
 * so there they are set back when the step ends. */
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

#include "commit_redis.pml"
#include "commit_owner.pml"
#include "commit_publisher.pml"

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
    do
    :: settled -> break
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
