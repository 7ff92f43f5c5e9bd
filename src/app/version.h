// The name of this build. The version is that of CMakeLists.txt and stands nowhere else.
#pragma once

namespace swapguard::app {

extern const char* const version;  // 0.1.0
extern const char* const commit;   // 076c19d; `source` where the build knew no git

}  // namespace swapguard::app
