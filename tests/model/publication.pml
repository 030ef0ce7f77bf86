/*
 * The tick: how publishers write the rows that readers see, when two believe that they are the one,
 * and when Redis forgets what was written last.
 *
 *   state (`have` changes) ──read──▶ publisher 0, 1 ──tick──▶ rows, offsets, seq ──▶ readers
 *
 * Change number n moves one row: rows alternate, so that a tick which writes only what has changed
 * leaves the other alone. A small tick is one MULTI; a large one a MULTI a row, the last with
 * offsets and seq. Each runs under WATCH on lease and stamp: check and write are one step here.
 *
 * Every MULTI writes a fresh stamp, here (writer, number), in the program a random one. Whoever
 * finds another than the one it wrote last does not know what the rows hold, and writes all.
 *
 * Bounds: CHANGES, LOSSES, STAMPS, two publishers. Mutants: README.md.
 */
#ifndef CHANGES
#define CHANGES 2
#endif
#ifndef LOSSES
#define LOSSES 1
#endif
#ifndef STAMPS
#define STAMPS 6
#endif

#define ROWS 2
#define ROW_AT(row, change) (((change) + 1 - (row)) / 2)   /* what row 0, 1 shows after a change */

typedef Store {
    byte have;                        /* changes in the state */
    byte lease;                       /* 0: free, else publisher + 1 */
    byte writer, number;              /* the stamp */
    byte row[ROWS];
    byte row_seq[ROWS];
    byte offset, seq;                 /* of the last complete tick */
};

typedef Publisher {
    byte at;                          /* the picture in memory: changes it holds */
    byte number;                      /* the stamp it wrote last, 0: none it is sure of */
    byte row[ROWS];                   /* what it believes the rows to hold */
    bool is_large;                    /* a large tick is under way */
};

Store live, disk, zero;
Publisher publisher[2];
byte losses_left = LOSSES;
bool on_disk;

inline store_copy(to, from) {
    to.have = from.have;
    to.lease = from.lease;
    to.writer = from.writer;
    to.number = from.number;
    to.row[0] = from.row[0];
    to.row[1] = from.row[1];
    to.row_seq[0] = from.row_seq[0];
    to.row_seq[1] = from.row_seq[1];
    to.offset = from.offset;
    to.seq = from.seq;
}

/* Property 1 as readers see it: a row of a complete tick fits the offsets. */
#define ROW_FITS(r) (live.row_seq[r] > live.seq || live.row[r] == ROW_AT(r, live.offset))
inline check_rows() {
    assert(ROW_FITS(0) && ROW_FITS(1))                                 /* rows-fit-the-offsets */
}

inline maybe_cut() {
    if
    :: true
    :: losses_left > 0 && !on_disk -> d_step {
        store_copy(disk, live); on_disk = true; printf("disk: up to tick %d\n", disk.number) }
    fi
}

#define HOLDS_LEASE(me) (live.lease == (me) + 1)
#if defined(MUTANT_STAMP_UNCHECKED)
#define STAMP_IS_OURS(me) (publisher[me].number != 0)
#elif defined(MUTANT_STAMP_WITHOUT_WRITER)
#define STAMP_IS_OURS(me) (publisher[me].number != 0 && live.number == publisher[me].number)
#else
#define STAMP_IS_OURS(me) (publisher[me].number != 0 && live.number == publisher[me].number && \
                           live.writer == (me) + 1)
#endif
#ifdef VARIANT_LEASE_UNCHECKED
#define MAY_TICK(me) true
#else
#define MAY_TICK(me) HOLDS_LEASE(me)
#endif

inline stamp(me) {
    live.writer = me + 1;
    live.number++;
    publisher[me].number = live.number;
}

inline row_write(me, r) {
    live.row[r] = ROW_AT(r, publisher[me].at);
    live.row_seq[r] = publisher[me].number;
    publisher[me].row[r] = live.row[r];
}

inline row_write_changed(me, r) {
    if
    :: publisher[me].row[r] != ROW_AT(r, publisher[me].at) -> row_write(me, r)
    :: else
    fi
}

inline tick_small(me) {
    stamp(me);
    row_write_changed(me, 0);
    row_write_changed(me, 1);
    tick_complete(me)
}

inline tick_complete(me) {
    live.offset = publisher[me].at;
    live.seq = publisher[me].number;
    check_rows()
}

inline tick_large_begin(me) {
#ifdef MUTANT_STAMP_AT_THE_END
    publisher[me].number = live.number + 1;
#else
    stamp(me);
#endif
    row_write(me, 0);
    publisher[me].is_large = true;
    check_rows()
}

inline tick_large_end(me) {
#ifndef MUTANT_STAMP_AT_THE_START
    stamp(me);
#endif
    row_write(me, 1);
    publisher[me].is_large = false;
    tick_complete(me)
}

inline tick_large_abort(me) {
    publisher[me].is_large = false;
    publisher[me].number = 0;
}

#ifdef MUTANT_STAMP_AT_THE_END
#define MAY_GO_ON(me) MAY_TICK(me)
#else
#define MAY_GO_ON(me) (MAY_TICK(me) && STAMP_IS_OURS(me))
#endif

proctype Publisher_run(byte me) {
    do
    /* Reads the state, forward or, when Redis lost some, back; not in the middle of a tick. */
    :: d_step {
        !publisher[me].is_large && publisher[me].at != live.have ->
        publisher[me].at = live.have;
        printf("publisher %d: reads up to change %d\n", me, publisher[me].at) }
    :: atomic {
        live.lease == 0 -> maybe_cut();
        d_step { live.lease = me + 1; printf("publisher %d: takes the lease\n", me) } }
    :: atomic {
        !publisher[me].is_large && MAY_TICK(me) && STAMP_IS_OURS(me) &&
        publisher[me].at != live.offset && live.number < STAMPS -> maybe_cut();
        d_step {
            tick_small(me);
            printf("publisher %d: small tick %d, offset %d\n", me, live.seq, live.offset) } }
    :: atomic {
        !publisher[me].is_large && MAY_TICK(me) && !STAMP_IS_OURS(me) &&
        live.number + ROWS <= STAMPS -> maybe_cut();
        d_step {
            tick_large_begin(me);
            printf("publisher %d: large tick %d begins\n", me, publisher[me].number) } }
    :: atomic {
        publisher[me].is_large && MAY_GO_ON(me) -> maybe_cut();
        d_step {
            tick_large_end(me);
            printf("publisher %d: large tick %d ends, offset %d\n", me, live.seq, live.offset) } }
    :: d_step {
        publisher[me].is_large && !MAY_GO_ON(me) -> tick_large_abort(me);
        printf("publisher %d: large tick is refused\n", me) }
    /* The reply of a tick is lost, or the process starts anew: it is sure of nothing. */
    :: d_step {
        publisher[me].number != 0 -> tick_large_abort(me);
        printf("publisher %d: starts anew\n", me) }
    od
}

proctype World() {
    do
    :: atomic {
        live.have < CHANGES -> maybe_cut();
        d_step { live.have++; printf("owner: commits change %d\n", live.have) } }
    :: atomic {
        live.lease != 0 -> maybe_cut();
        d_step { live.lease = 0; printf("Redis: the lease expires\n") } }
    :: d_step {
        on_disk -> store_copy(live, disk); store_copy(disk, zero);
        on_disk = false;
        losses_left--;
        check_rows();
        printf("Redis: lost its last writes, is back at tick %d\n", live.number) }
    od
}

init {
    atomic { run Publisher_run(0); run Publisher_run(1); run World() }
}
