// Command: the one door out. What is to be done leaves as one of these and is carried out by the dispatcher;
// what became of it comes back as an Event.
//
// A restart takes these steps, each answered before the next: ClaimRestart (the intent is durable, one per
// generation) → ListDynos (is this UUID still in that place, up?) → MarkSending (durable: from here on never
// again) → SendRestart. A crash between any two leaves a row that says how far it came.
#pragma once

#include <variant>

#include "core/guard/event.h"

namespace swapguard::guard {

struct ClaimRestart {
  RestartRecord record;
};  // answered by RestartClaimed
struct ListDynos {
  AppName app;
  bool urgent = false;
  DecisionId verifies = {};  // not empty: the last look before this restart; the answer names it again
};                           // answered by DynosListed
struct MarkSending {
  AppName app;
  DecisionId decision;
};  // answered by SendingMarked
struct SendRestart {
  AppName app;
  DecisionId decision;
  DynoName dyno;
  DynoId id;
};  // answered by RestartAnswered
// Settles the row of a restart: no answer.
struct NoteRestart {
  AppName app;
  DecisionId decision;
  RestartState state;
  Instant at;
};
// A request is over: no answer. Lost, it is said again after the next start.
struct NoteRequest {
  AppName app;
  std::string request;
  RequestState state;
  Instant at;
};
// Refreshes formation, sizes and features: answered by FormationListed.
struct ListFormation {
  AppName app;
};
// Runs busy_command for a dyno: answered by WorkTold.
struct AskWork {
  AppName app;
  DynoName dyno;
  DynoId id;
  std::vector<std::string> command;
};
// A pause ended at its time: the history need not remember it. No answer.
struct ForgetPause {
  AppName app;
};
struct Record {
  JournalEntry entry;
};  // no answer

using Command = std::variant<ClaimRestart, ListDynos, MarkSending, SendRestart, NoteRestart, NoteRequest,
                             ListFormation, AskWork, ForgetPause, Record>;

}  // namespace swapguard::guard
