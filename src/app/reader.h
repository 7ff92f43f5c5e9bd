// Reader: who asks for a picture.
#pragma once

#include <functional>

namespace swapguard::app {

struct Reader {
  bool may_act = false;
  std::function<bool()> may_read = {};  // asked all the time: a session ends. Empty: whatever happens
};

}  // namespace swapguard::app
