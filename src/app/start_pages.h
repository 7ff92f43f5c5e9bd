// Start pages: most of the program's code and of its libraries' runs only while it starts.
#pragma once

namespace swapguard::app {

// Gives the mapped pages of read-only segments back. They stay in the page cache for as long as there is
// memory to spare, and what is needed again is mapped again at its first use: a daemon then holds what it
// uses.
void let_go_of_start_pages();

}  // namespace swapguard::app
