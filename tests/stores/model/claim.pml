// SPDX-License-Identifier: MIT
/* One event, delivered W times, in any order and overlap, the last time by a sender that goes on until it hears 2xx; a
   store with one record; and what can go wrong, at any moment. spin looks at every order in which all this can happen.
   check_model.py runs it: the library's way of doing it, and wrong ones, each of which has to be found out.

   Modelled is what include/hooklatch/detail/event_pipeline.hpp does over store_ref.hpp, with a store as dedup/store.hpp
   wants it:

     ABSENT --claim--> CLAIMED --complete--> DONE        a lease that has lapsed permits the next claim,
                       CLAIMED --release---> OPEN        and changes nothing else
     OPEN   --claim--> CLAIMED

   What goes wrong: a lease lapses; a worker dies; a handler fails, before its effect or after it; a request is lost or
   comes late, or its answer is lost; the store forgets a claim (it may: claims need not be synced, completions are).
   Not modelled: the end of the retention; a store that forgets a completion; a clock that steps back at the moment a
   claim is forgotten; more than one late request at a time.

   -DTRANSACTIONAL  what the handler writes and the completion are one transaction
   -DW=n            deliveries, 3 to 5; the sender's last one meets no fault of its own, the others may meet all
   -DP_...          the properties to check; that an event can never be done is a state in which everybody waits for
                    ever, which spin finds by itself
   -DWRONG_...      the wrong variants */

#ifndef W
#define W 3
#endif
#define SENDER (W - 1)  /* the process id of the sender's last delivery */
#define STRANGER 200    /* somebody who has no secret */
#define NOBODY 255

mtype = { ABSENT, CLAIMED, OPEN, DONE };                            /* the record */
mtype = { NOTHING, FRESH, IN_FLIGHT, DUPLICATE, SETTLED, LOST, AMBIGUOUS };  /* what a delivery hears of it */
mtype = { LATE_CLAIM, LATE_COMPLETE, LATE_RELEASE };                /* what may still arrive at it */

/* The record. Its nonce says who claimed it: every delivery has its own. */
mtype state = ABSENT;
byte nonce = NOBODY;
bool lapsed = false;

/* Fences: each delivery has that of its claim. The fences of one key only grow, since they come from the record and
   from the store's clock, so a token that is not the latest one never will be again. Only that counts, no number. */
#define STALE 0
#define LATEST 1
byte fence = LATEST;
byte token[W] = STALE;

/* A transaction that has written to the record and is not over yet; whoever wants to write waits for it. */
byte writer = NOBODY;
bool undecided = false;  /* it was asked to commit, and its connection was lost since */

/* A request that was given up while it was under way. */
mtype late = NOTHING;
byte late_from = 0;
byte late_token = STALE;

/* For the properties. */
byte effects = 0;           /* 2 stands for many */
bool acknowledged = false;  /* a delivery was answered 2xx */
byte completer = NOBODY;    /* the delivery that was told that its completion counts */

/* --------------------------------------------------------------------------------------------------- properties */

#ifdef P_UNDONE
#define never_undone(bad) assert(!(bad))  /* what is acknowledged is done, and stays so */
#else
#define never_undone(bad) skip
#endif
#ifdef P_TWICE
#define never_twice(bad) assert(!(bad))  /* one delivery only is told that its completion counts */
#else
#define never_twice(bad) skip
#endif
#ifdef P_STALE
#define never_stale(bad) assert(!(bad))  /* a token settles nothing once there was a later claim */
#else
#define never_stale(bad) skip
#endif
#ifdef P_OWN
#define never_own(bad) assert(!(bad))  /* a lost answer never makes a delivery wait for its own claim */
#else
#define never_own(bad) skip
#endif
#ifdef P_RUNNING
#define never_running(bad) assert(!(bad))  /* nobody gets what another one holds while that lease runs */
#else
#define never_running(bad) skip
#endif
#ifdef P_STRANGER
#define never_stranger(bad) assert(!(bad))  /* nobody waits for a request whose MAC is wrong */
#else
#define never_stranger(bad) skip
#endif

inline count_effect() {
  if
  :: effects == 0 -> effects = 1
#ifdef P_EFFECTS
  :: effects == 1 -> effects = 2; assert(effects < 2)  /* the effect happens once */
#endif
  :: else
  fi
}

/* ------------------------------------------------------------------- the store: each verb happens at one moment */

#ifdef WRONG_TAKES_RUNNING
#define in_flight false
#else
#define in_flight (state == CLAIMED && !lapsed)
#endif
#define claimable (state == ABSENT || state == OPEN || (state == CLAIMED && !in_flight))

inline new_claim(who, whose) {
  never_running(state == CLAIMED && !lapsed);
#ifdef WRONG_RELEASE_DELETES
  fence = fence + 1;  /* from the record alone, and that may be a new one */
#else
  late_token = STALE;
  token[0] = STALE;
  token[1] = STALE;
  token[2] = STALE;
#if W > 3
  token[3] = STALE;
#endif
#if W > 4
  token[4] = STALE;
#endif
#endif
  nonce = who;
  state = CLAIMED;
  lapsed = false;
  whose = fence
}

/* A claim reads without waiting; only where it writes does it wait for the end of a transaction. */
#define claim_waits (claimable && writer != NOBODY)

inline claim_at_store(who, whose, heard) {
  if
  :: state == DONE -> heard = DUPLICATE
  :: in_flight && nonce == who -> heard = FRESH; whose = fence
  :: in_flight && nonce != who -> heard = IN_FLIGHT;
     never_own(nonce % 100 == _pid);
     never_stranger(nonce == STRANGER)
  :: claimable -> new_claim(who, whose); heard = FRESH
  fi
}

#ifdef WRONG_UNFENCED_COMPLETE
#define may_complete(by) (true)
#else
#define may_complete(by) (state == CLAIMED && fence == by)
#endif

inline become_done(who) {
  state = DONE;
  lapsed = false;
  nonce = NOBODY;
  never_twice(completer != NOBODY && completer != who);
  completer = who
}

inline complete_at_store(who, by, heard) {
  if
  :: may_complete(by) -> never_stale(fence != by); become_done(who); heard = SETTLED
  :: !may_complete(by) && state == DONE && fence == by -> never_twice(completer != who); heard = SETTLED
  :: !may_complete(by) && !(state == DONE && fence == by) -> heard = LOST
  fi
}

#ifdef WRONG_UNFENCED_RELEASE
#define may_release(by) (true)
#else
#define may_release(by) (state == CLAIMED && fence == by)
#endif

inline release_at_store(by) {
  if
  :: may_release(by) -> never_stale(fence != by); never_undone(acknowledged);
#ifdef WRONG_RELEASE_DELETES
     state = ABSENT; fence = 0; nonce = NOBODY; lapsed = false
#else
     state = OPEN; nonce = NOBODY; lapsed = false
#endif
  :: else
  fi
}

/* --------------------------- store_ref: a verb over a network, asked once more where its answer did not come

   A try ends in one of three ways: it happened, and that is heard; it happened, and nothing is heard; it did not
   happen, or not yet, and nothing is heard. */

#ifdef WRONG_NEW_NONCE
#define my_nonce (_pid + 100 * tries)
#else
#ifdef WRONG_SHARED_NONCE
#define my_nonce 99  /* processes that draw the same random numbers, as after a fork */
#else
#define my_nonce _pid
#endif
#endif

#define more_tries (heard == AMBIGUOUS && tries < 2)

inline is_under_way(what) {
  if
  :: late == NOTHING -> late = what; late_from = _pid; late_token = token[_pid]
  :: true  /* lost for ever */
  fi;
  heard = AMBIGUOUS
}

inline perhaps_unheard() {
  if
  :: true
  :: _pid != SENDER -> heard = AMBIGUOUS
  fi
}

inline claim() {
  heard = AMBIGUOUS;
  do
  :: more_tries -> atomic {
       if
       :: !claim_waits -> claim_at_store(my_nonce, token[_pid], heard); perhaps_unheard()
       :: _pid != SENDER -> is_under_way(LATE_CLAIM)
       fi;
       tries = tries + 1
     }
  :: !more_tries -> tries = 0; break
  od
}

inline complete() {
  heard = AMBIGUOUS;
  do
  :: more_tries -> atomic {
       if
       :: writer == NOBODY -> complete_at_store(_pid, token[_pid], heard); perhaps_unheard()
       :: _pid != SENDER -> is_under_way(LATE_COMPLETE)
       fi;
       tries = tries + 1
     }
  :: !more_tries -> tries = 0; break
  od
}

/* Nobody looks at what became of a release. */
inline release() {
  atomic {
    if
    :: writer == NOBODY -> release_at_store(token[_pid])
    :: _pid != SENDER -> is_under_way(LATE_RELEASE)
    fi
  }
}

/* ------------------------------------------------------------------------------------------------ one delivery */

inline may_die() {
  if
  :: true
  :: _pid != SENDER -> goto gone
  fi
}
inline may_fail() {
  if
  :: true
  :: _pid != SENDER -> goto failed
  fi
}

active [W] proctype delivery() {
  byte tries = 0;
  mtype heard = NOTHING;

come:
#ifdef WRONG_CHECK_THEN_ACT
  if
  :: state == DONE -> goto acknowledge
  :: else
  fi;
#else
  claim();
  if
  :: heard == DUPLICATE -> goto acknowledge
#ifdef WRONG_IN_FLIGHT_200
  :: heard == IN_FLIGHT -> goto acknowledge
#else
  :: heard == IN_FLIGHT -> goto come_again
#endif
  :: heard == AMBIGUOUS -> goto come_again
  :: heard == FRESH
  fi;
#endif
  may_die();

#ifdef WRONG_MARK_BEFORE
  complete();
  if
  :: heard == SETTLED
  :: else -> goto come_again
  fi;
  may_die();
#endif

#ifdef TRANSACTIONAL
  may_fail();
  may_die();
  /* complete_in, behind what the handler has written. */
  atomic {
    writer == NOBODY ->
    if
    :: may_complete(token[_pid]) -> writer = _pid; heard = SETTLED
    :: !may_complete(token[_pid]) -> heard = LOST
    fi
  };
  if
  :: heard == LOST -> goto ask  /* rolled back */
  :: heard == SETTLED
  fi;
  /* commit: heard; not heard; rolled back, as the connection was lost before; not known to anybody yet; or the worker
     dies, and the store sees that. */
  atomic {
    if
    :: true -> count_effect(); become_done(_pid); writer = NOBODY; perhaps_unheard()
    :: _pid != SENDER -> writer = NOBODY; heard = AMBIGUOUS
    :: _pid != SENDER -> undecided = true; heard = AMBIGUOUS
    :: _pid != SENDER -> writer = NOBODY; goto gone
    fi
  };
  may_die();
  if
  :: heard == SETTLED -> goto acknowledge
  :: heard == AMBIGUOUS
  fi;
#ifdef WRONG_AMBIGUOUS_COMPLETES
  complete();
  if
  :: heard == SETTLED -> goto acknowledge
  :: else -> goto come_again
  fi;
#endif
ask:
  claim();  /* with the nonce of before */
  if
  :: heard == DUPLICATE -> goto acknowledge
#ifdef WRONG_LOST_COMPLETES
  :: heard == FRESH -> complete();
     if
     :: heard == SETTLED -> goto acknowledge
     :: else -> goto come_again
     fi
#else
  :: heard == FRESH -> goto failed  /* what the handler wrote was rolled back, or may still be */
#endif
  :: heard == IN_FLIGHT -> goto come_again
  :: heard == AMBIGUOUS -> goto failed  /* given back, whether it is still there or not */
  :: heard == AMBIGUOUS -> goto come_again
  fi;

#else  /* the handler's effect is somewhere else */
  may_fail();
  atomic { count_effect() };
  may_die();
  may_fail();
#ifdef WRONG_MARK_BEFORE
  goto acknowledge;
#endif
#ifdef WRONG_CHECK_THEN_ACT
  atomic { become_done(_pid) };
  goto acknowledge;
#endif
  complete();
  if
  :: heard == SETTLED -> goto acknowledge
  :: heard == AMBIGUOUS -> goto come_again
  :: heard == LOST
  fi;
  may_die();
  claim();  /* with the nonce of before */
  if
  :: heard == DUPLICATE -> goto acknowledge
  :: heard == IN_FLIGHT || heard == AMBIGUOUS -> goto come_again
  :: heard == FRESH
  fi;
  may_die();
  complete();  /* whoever had it has failed and given it back, or let it lapse: what was done here counts */
  if
  :: heard == SETTLED -> goto acknowledge
  :: else -> goto come_again
  fi;
#endif

failed:
#if !defined(WRONG_MARK_BEFORE) && !defined(WRONG_CHECK_THEN_ACT)
  release();
#endif
  goto come_again;

acknowledge:
  atomic {
    never_undone(state != DONE || effects == 0);
    acknowledged = true;
    goto gone
  };

come_again:  /* 503 or 500. The sender's last delivery comes again, later than any lease; it repeats the others too */
  if
  :: _pid == SENDER -> atomic { state == DONE || (claimable && writer == NOBODY); goto come }
  :: _pid != SENDER
  fi;

gone:
  atomic {
    heard = NOTHING;
    tries = 0;
#ifndef WRONG_RELEASE_DELETES
    token[_pid] = STALE
#endif
  }
}

/* --------------------------------------------------------------------------------------------- time and trouble */

#ifndef WRONG_NO_LEASE
active proctype time() {
end:
  do
  :: atomic { state == CLAIMED && !lapsed -> lapsed = true }
  od
}
#endif

/* The store forgets a claim, once. A fence out of the clock is larger all the same. */
active proctype restart() {
end:
  atomic {
    state == CLAIMED && writer == NOBODY ->
    state = ABSENT; nonce = NOBODY; lapsed = false;
    late_token = STALE
  }
}

active proctype network() {
  byte nobodys;  /* an answer that nobody waits for */
  mtype unheard;
end:
  do
  :: atomic {
       (late == LATE_CLAIM && !claim_waits) || ((late == LATE_COMPLETE || late == LATE_RELEASE) && writer == NOBODY) ->
       if
       :: late == LATE_CLAIM -> claim_at_store(late_from, nobodys, unheard)
       :: late == LATE_COMPLETE -> complete_at_store(late_from, late_token, unheard)
       :: late == LATE_RELEASE -> release_at_store(late_token)
       fi;
       late = NOTHING; late_from = 0; late_token = STALE; nobodys = 0; unheard = NOTHING
     }
  od
}

#ifdef TRANSACTIONAL
active proctype server() {
end:
  do
  :: atomic { undecided -> undecided = false; count_effect(); become_done(writer); writer = NOBODY }
  :: atomic { undecided -> undecided = false; writer = NOBODY }
  od
}
#endif

#ifdef WRONG_CLAIM_BEFORE_MAC
/* Anybody can send a request with this event's id. It is refused in the end, and given back. */
active proctype stranger() {
  byte its_token;
  mtype heard;
  atomic { !claim_waits -> claim_at_store(STRANGER, its_token, heard) };
  if
  :: heard == FRESH -> atomic { release_at_store(its_token) }
  :: else
  fi
}
#endif
