#include "app/private_memory.h"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace swapguard::app {

bool keep_memory_private() {
  struct rlimit cores {};
  if (getrlimit(RLIMIT_CORE, &cores) != 0) return false;
  cores.rlim_cur = 0;
  return setrlimit(RLIMIT_CORE, &cores) == 0 && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
}

}  // namespace swapguard::app
