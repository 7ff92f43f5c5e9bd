// What doctor makes of the facts: pure, so that each fault has its unit test.
#pragma once

#include <vector>

#include "app/doctor_facts.h"
#include "app/finding.h"

namespace swapguard::app {

// All findings, in the order of check_names(); at least one for each check.
std::vector<Finding> judge(const DoctorFacts& facts);
// No call got an answer that Heroku gave: exit code 69.
bool is_unreachable(const DoctorFacts& facts);

// The checks of one app.
Finding judge_app(const DoctorFacts& facts, const AppFacts& app);
Finding judge_metrics(const AppFacts& app);
Finding judge_drain(const DoctorFacts& facts, const AppFacts& app);
Finding judge_samples(const DoctorFacts& facts, const AppFacts& app);
Finding judge_preboot(const AppFacts& app);
Finding judge_loop(const DoctorFacts& facts, const AppFacts& app);
Finding judge_guards(const DoctorFacts& facts, const AppFacts& app);

// The error of an answer; null when there is none, or no answer at all.
template <class T>
const guard::ApiError* error_in(const Asked<T>& asked) {
  return asked && !*asked ? &asked->error() : nullptr;
}
// Why an answer cannot be used; `error`: what error_in() gave.
std::string trouble_of(const guard::ApiError* error);

}  // namespace swapguard::app
