// The name of this build.
#pragma once

namespace swapguard::app {

#ifndef SWAPGUARD_VERSION
#define SWAPGUARD_VERSION "0.1.0"
#endif
#ifndef SWAPGUARD_COMMIT
#define SWAPGUARD_COMMIT "source"
#endif

inline constexpr const char* version = SWAPGUARD_VERSION;
inline constexpr const char* commit = SWAPGUARD_COMMIT;

}  // namespace swapguard::app
