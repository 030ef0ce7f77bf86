/*
 * Owners: what they remember and forget, whom the fence knows, CLAIM, sealing, sending. Part of
 * commit.pml.
 */

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

/* Sent; and executed and answered, or executed and the reply lost, or delayed: seen from the owner
 * the last two are one time-out. A batch sealed, but sent later, is no other one: sealing reads
 * nothing but the memory of its owner. */
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
            STEP_ENDS("owner %d: COMMIT -> %e, log ends at %d, but the reply is lost\n", me,
                answer, live.last) }
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
    do
    :: settled -> break
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
