/*
 * The blocks of a checkpoint: two publishers write one each, block by block and at leisure, while
 * Redis may forget the last blocks, and only a whole one may be switched to.
 *
 *   publisher 0, 1 ──SET block──▶ blocks by generation ◀──pointer── SWITCH (if all are there)
 *
 * That the checkpoint fits the log is commit.pml's; here a build is just a number that all its
 * blocks must carry. Fresh numbers are the smallest that nobody holds.
 *
 * Bounds: LOSSES, two publishers, two blocks. Mutants: README.md.
 */
#ifndef LOSSES
#define LOSSES 1
#endif

#define BLOCKS 2
#define BUILDS 5                      /* with blocks in Redis, or on its disk, or in memory */
#define AT(generation, block) ((generation) * BLOCKS + (block))

typedef Store {
    byte pointer;                     /* generation, 0: none */
    byte block[(BUILDS + 1) * BLOCKS]; /* build that wrote it, 0: no such key */
};

typedef Publisher {
    byte build;                       /* 0: not building */
    byte generation;
    byte written;                     /* blocks */
};

Store live, disk, zero;
Publisher publisher[2];
byte losses_left = LOSSES;
bool on_disk;

/* Scratch within one step, as in commit.pml. */
#ifdef SHORTEST
#define hidden
#define STEP_ENDS(...) printf(__VA_ARGS__); i = 0; fresh = 0; used = 0
#else
#define STEP_ENDS(...) printf(__VA_ARGS__)
#endif
hidden byte i, fresh;
hidden int used;

inline store_copy(to, from) {
    to.pointer = from.pointer;
    for (i : 0 .. (BUILDS + 1) * BLOCKS - 1) { to.block[i] = from.block[i]; }
}

inline maybe_cut() {
    if
    :: true
    :: losses_left > 0 && !on_disk -> d_step {
        store_copy(disk, live); on_disk = true; STEP_ENDS("disk: up to here\n") }
    fi
}

#define IS_WHOLE(generation) (live.block[AT(generation, 0)] != 0 && \
                              live.block[AT(generation, 0)] == live.block[AT(generation, 1)])

/* What a publisher or a restart loads is there, and of one build. */
inline check_pointer() {
    assert(live.pointer == 0 || IS_WHOLE(live.pointer))                /* checkpoint-is-whole */
}

inline build_fresh() {
    used = 1 | (1 << publisher[0].build) | (1 << publisher[1].build);
    for (i : 0 .. (BUILDS + 1) * BLOCKS - 1) {
        used = used | (1 << live.block[i]) | (1 << disk.block[i]);
    }
    fresh = 1;
    do
    :: (used >> fresh) & 1 -> fresh++
    :: else -> break
    od
}

/* The name of the blocks is as unique as the build. */
inline build_begin(me) {
    build_fresh();
    if
    :: fresh <= BUILDS ->
        publisher[me].build = fresh;
#ifdef MUTANT_GENERATION_COUNTED
        publisher[me].generation = live.pointer % 3 + 1
#else
        publisher[me].generation = fresh
#endif
    :: else                           /* too many dead builds: waits for a switch */
    fi
}

inline build_forget(me) {
    publisher[me].build = 0;
    publisher[me].generation = 0;
    publisher[me].written = 0
}

/* SWITCH asks for every block by name: EXISTS is enough, as the name belongs to one build only. */
#ifdef MUTANT_BLOCKS_UNCHECKED
#define SWITCH_PASSES(me) true
#else
#define SWITCH_PASSES(me) (live.block[AT(publisher[me].generation, 0)] != 0 && \
                           live.block[AT(publisher[me].generation, 1)] != 0)
#endif

/* The old blocks go in the same script; what a dead build left behind, too. */
inline build_switch(me) {
    live.pointer = publisher[me].generation;
    for (i : 0 .. (BUILDS + 1) * BLOCKS - 1) {
        live.block[i] = (i / BLOCKS == live.pointer -> live.block[i] : 0);
    }
    build_forget(me);
    check_pointer()
}

proctype Publisher_run(byte me) {
    do
    :: d_step { publisher[me].build == 0 -> build_begin(me);
        STEP_ENDS("publisher %d: build %d begins as generation %d\n", me, publisher[me].build,
            publisher[me].generation) }
    :: atomic {
        publisher[me].build != 0 && publisher[me].written < BLOCKS -> maybe_cut();
        d_step {
            live.block[AT(publisher[me].generation, publisher[me].written)] = publisher[me].build;
            publisher[me].written++;
            check_pointer();
            STEP_ENDS("publisher %d: writes block %d\n", me, publisher[me].written - 1) } }
    :: atomic {
        publisher[me].build != 0 && publisher[me].written == BLOCKS && SWITCH_PASSES(me) ->
        maybe_cut();
        d_step { build_switch(me); STEP_ENDS("publisher %d: SWITCH to %d\n", me, live.pointer) } }
    :: d_step { publisher[me].build != 0 -> build_forget(me);
        STEP_ENDS("publisher %d: gives up\n", me) }
    od
}

proctype World() {
    do
    :: d_step {
        on_disk -> store_copy(live, disk); store_copy(disk, zero);
        on_disk = false;
        losses_left--;
        check_pointer();
        STEP_ENDS("Redis: lost its last writes\n") }
    od
}

init {
    atomic { run Publisher_run(0); run Publisher_run(1); run World() }
}
