// What a key changes in what is shown, and what it asks for. Pure.
#pragma once

#include "app/watch_keys.h"
#include "app/watch_view.h"

namespace swapguard::app {

WatchRequest press(WatchChoice& choice, const Key& key, const WatchPicture& picture);

}  // namespace swapguard::app
