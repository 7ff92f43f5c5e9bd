// Several instances on one history: who of them guards which app, and what one got that another needs.
// docs/decisions/0010-leases.md says why it is safe.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/name.h"
#include "core/base/time.h"

namespace swapguard::history {

// One running swapguard. Its id is new at each start, its name is what people call it (`web.1`).
struct Instance {
  std::string id, name;
  std::vector<AppName> apps;  // that it can guard
};

// Who guards an app. The fence rises whenever another takes it: a claim under an older one is refused.
struct Lease {
  AppName app;
  std::string instance;
  std::int64_t fence = 0;
};

// What an instance says every few seconds.
struct Beat {
  Instance self;
  Duration lease;                  // so long the others take its silence for life; by the database's clock
  std::vector<AppName> give = {};  // it guards these no longer
};

// What it hears. Only instances that are alive, and what they hold.
struct Standing {
  std::vector<Instance> instances;
  std::vector<Lease> leases;  // by app
  std::vector<AppName>
      better_elsewhere;  // held by the asker, but another is to have them: give when it suits
};

// Something that another instance got for the one that guards the app.
struct Handed {
  AppName app;
  std::string body;
};

}  // namespace swapguard::history
