// Completion: what a shell offers for the word that is being typed. All shells ask the program itself, so
// that every answer comes from the command table; the shells' own scripts only carry words to and fro.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "app/subcommand.h"

namespace swapguard::app {

struct Candidate {
  std::string word, text;  // text: what it means; may be empty
};

struct Candidates {
  std::vector<Candidate> list;
  bool files = false;  // names of files besides: the shell knows them better
};

// Names that only a look around tells, of what was typed so far. Asked only where such a name is wanted.
struct KnownNames {
  using Source = std::function<std::vector<std::string>(const Arguments& typed)>;
  Source apps, dynos, decisions;
};

// `words`: those after the program's name; the last one is being typed and may be empty. Candidates begin
// with it; one that ends in `=` goes on.
Candidates complete(const std::vector<std::string>& words, const KnownNames& names);

// From the configuration, the git remotes, the running swapguard and the history; half a second at most each.
KnownNames known_names();

// What a shell reads: `word<tab>text` a line; a last line `:files` where it shall add those.
std::string completion_lines(const Candidates& candidates);

// bash, zsh, fish; the script that the shell is to run. Empty: another shell.
std::string_view completion_script(std::string_view shell);
const std::vector<std::string>& completion_shells();

}  // namespace swapguard::app
