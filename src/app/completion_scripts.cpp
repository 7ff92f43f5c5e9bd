// The shells' side of completion: hand over the words, take the answer apart. No command or option is named.
#include "app/completion.h"

namespace swapguard::app {
namespace {

// Words are parted anew, since bash parts them at `=` and `:` besides.
constexpr std::string_view bash = R"(# swapguard's completion for bash. To have it in every new shell:
#   swapguard completion bash > /etc/bash_completion.d/swapguard
_swapguard() {
  local line=${COMP_LINE:0:COMP_POINT} words word part reply
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=("")
  word=${words[${#words[@]} - 1]}
  part=
  [[ $word == *[=:]* && $COMP_WORDBREAKS == *[=:]* ]] && part=${word%"${word##*[=:]}"}
  COMPREPLY=()
  while IFS= read -r reply; do
    if [[ $reply == :files ]]; then
      compopt -o default -o filenames 2>/dev/null
      while IFS= read -r reply; do COMPREPLY+=("$reply"); done < <(compgen -f -- "${word#"$part"}")
    else
      reply=${reply%%$'\t'*}
      [[ $reply == *= ]] && compopt -o nospace 2>/dev/null
      COMPREPLY+=("${reply#"$part"}")
    fi
  done < <("${words[0]}" __complete "${words[@]:1}" 2>/dev/null)
}
complete -F _swapguard swapguard
)";

constexpr std::string_view zsh = R"(#compdef swapguard
# swapguard's completion for zsh. To have it in every new shell, in a folder of $fpath:
#   swapguard completion zsh > /usr/local/share/zsh/site-functions/_swapguard
_swapguard() {
  local reply word
  local -a plain going_on
  for reply in "${(@f)$("${words[1]}" __complete "${(@)words[2,CURRENT-1]}" "$PREFIX" 2>/dev/null)}"; do
    [[ -n $reply ]] || continue
    if [[ $reply == :files ]]; then
      _files
      continue
    fi
    word=${${reply%%$'\t'*}//:/\\:}
    [[ $reply == *$'\t'* ]] && word+=":${reply#*$'\t'}"
    if [[ ${reply%%$'\t'*} == *= ]]; then going_on+=("$word"); else plain+=("$word"); fi
  done
  (( $#plain )) && _describe -V swapguard plain
  (( $#going_on )) && _describe -V swapguard going_on -S ''
}
if [[ ${funcstack[1]} == _swapguard ]]; then _swapguard "$@"; else compdef _swapguard swapguard; fi
)";

constexpr std::string_view fish = R"(# swapguard's completion for fish. To have it in every new shell:
#   swapguard completion fish > ~/.config/fish/completions/swapguard.fish
function __swapguard_complete
    set -l words (commandline -opc)
    set -l word (commandline -ct)
    for reply in ($words[1] __complete $words[2..-1] "$word" 2>/dev/null)
        if test "$reply" = :files
            __fish_complete_path "$word"
        else
            echo -- $reply
        end
    end
end
complete -c swapguard -f -a '(__swapguard_complete)'
)";

}  // namespace

const std::vector<std::string>& completion_shells() {
  static const std::vector<std::string> shells = {"bash", "zsh", "fish"};
  return shells;
}

std::string_view completion_script(std::string_view shell) {
  if (shell == "bash") return bash;
  if (shell == "zsh") return zsh;
  return shell == "fish" ? fish : std::string_view();
}

}  // namespace swapguard::app
