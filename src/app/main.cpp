// The program. Everything is in cli.cpp and the subcommands.
#include "app/cli.h"

int main(int count, char** words) { return swapguard::app::run_command_line({words + 1, words + count}); }
