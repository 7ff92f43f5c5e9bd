// Private memory: what this process holds, the token above all, is for nobody else to read.
#pragma once

namespace swapguard::app {

// From here on a crash leaves no core, neither as a file nor with a collector of them, and other processes
// of the same user read neither memory nor environment below /proc and attach no debugger. Root still can.
// A program that this one starts is an ordinary one again, but for the core file. False: not allowed to.
bool keep_memory_private();

}  // namespace swapguard::app
