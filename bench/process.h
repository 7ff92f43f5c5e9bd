// What the benchmarks ask of other processes on this machine, and of its loopback.
#pragma once

#include <sys/types.h>

#include <cstdint>

namespace swapguard::bench {

double cpu_seconds(pid_t process);  // of all its threads so far
double resident_mb(pid_t process);
std::uint64_t wakeups(pid_t process);  // voluntary context switches of all its threads

int listen_on(int& port);  // 0: any free one, and which; -1: taken
int connect_to(int port);  // -1: refused
int free_port();
void stop(pid_t process);

}  // namespace swapguard::bench
