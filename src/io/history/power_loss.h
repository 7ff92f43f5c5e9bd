// A disk whose power can fail, below SQLite: every write, sync, truncation and deletion is noted on its way
// to the real file, and what would be left after a cut at any point can be written out.
//
// What is taken for granted is what SQLite takes for granted: a sync that came back is durable; what was
// written since may be there, not be there, or be torn at sectors of 512 bytes, in any combination; names
// come and go in the order in which they were made. A sync that fails loses what it was to save, as on Linux.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace swapguard::history::testing {

class PowerLoss {
 public:
  enum class Left { nothing, everything, some };  // of what no sync has saved

  // From here on SQLite's files go through this one; at most one at a time.
  PowerLoss() : real_(sqlite3_vfs_find(nullptr)), vfs_(*real_) {
    current = this;
    vfs_.zName = "power_loss";
    vfs_.szOsFile = static_cast<int>(sizeof(File)) + real_->szOsFile;
    vfs_.xOpen = &open;
    vfs_.xDelete = &remove;
    sqlite3_vfs_register(&vfs_, 1);
  }
  ~PowerLoss() {
    sqlite3_vfs_register(real_, 1);
    sqlite3_vfs_unregister(&vfs_);
    current = nullptr;
  }
  PowerLoss(const PowerLoss&) = delete;
  PowerLoss& operator=(const PowerLoss&) = delete;

  // Nothing more is noted: what is done from here on only looks at what was left.
  void stop() { noting_ = false; }

  std::size_t acts() const { return acts_.size(); }
  std::size_t syncs() const { return syncs_; }
  void fail_sync(std::size_t number) { failing_sync_ = number; }  // counted from 1

  // The files as they may be when the power fails after so many acts, by their names, into `folder`.
  void leave(std::size_t acts, Left left, std::mt19937& random, const std::filesystem::path& folder) const {
    std::map<std::string, std::size_t> saved;  // file → the acts up to here are durable
    for (std::size_t i = 0; i < acts; ++i) {
      if (acts_[i].kind == Kind::sync) saved[acts_[i].file] = i;
    }
    std::map<std::string, std::string> files;
    for (std::size_t i = 0; i < acts; ++i) {
      const Act& act = acts_[i];
      if (act.kind == Kind::remove) files.erase(act.file);
      const bool durable = saved.contains(act.file) && i < saved[act.file];
      if (act.kind == Kind::write && (durable || !act.lost)) {
        apply(act, files[act.file], durable ? Left::everything : left, random);
      } else if (act.kind == Kind::truncate && (durable || left == Left::everything)) {
        files[act.file].resize(static_cast<std::size_t>(act.offset), '\0');
      }
    }
    for (const auto& [name, bytes] : files) {
      std::ofstream out(folder / name, std::ios::binary);
      out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }
  }

 private:
  static constexpr std::size_t sector = 512;
  enum class Kind { write, truncate, sync, remove };
  struct Act {
    Kind kind;
    std::string file;
    std::int64_t offset = 0;
    std::string bytes = {};
    bool lost = false;  // a sync that was to save it failed
  };
  struct File {
    sqlite3_file base;
    const std::string* name;
    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
  };
  static File* own(sqlite3_file* file) { return reinterpret_cast<File*>(file); }

  static void apply(const Act& act, std::string& file, Left left, std::mt19937& random) {
    if (left == Left::nothing) return;
    const auto begin = static_cast<std::size_t>(act.offset);
    for (std::size_t done = 0; done < act.bytes.size();) {
      const std::size_t count = std::min(sector - (begin + done) % sector, act.bytes.size() - done);
      if (left == Left::everything || random() % 2 == 0) {
        if (file.size() < begin + done + count) file.resize(begin + done + count, '\0');
        file.replace(begin + done, count, act.bytes, done, count);
      }
      done += count;
    }
  }

  static int open(sqlite3_vfs*, const char* path, sqlite3_file* file, int flags, int* out) {
    PowerLoss& disk = *current;
    const int code = disk.real_->xOpen(disk.real_, path, own(file)->real(), flags, out);
    file->pMethods = nullptr;
    if (code != SQLITE_OK) return code;
    own(file)->name =
        &disk.names_.emplace(std::filesystem::path(path ? path : "").filename().string(), 0).first->first;
    file->pMethods = methods();
    return code;
  }
  static int remove(sqlite3_vfs*, const char* path, int sync) {
    current->note({Kind::remove, std::filesystem::path(path).filename().string()});
    return current->real_->xDelete(current->real_, path, sync);
  }

  static int write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
    current->note({Kind::write, *own(file)->name, offset,
                   std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(count))});
    return own(file)->real()->pMethods->xWrite(own(file)->real(), bytes, count, offset);
  }
  static int truncate(sqlite3_file* file, sqlite3_int64 size) {
    current->note({Kind::truncate, *own(file)->name, size});
    return own(file)->real()->pMethods->xTruncate(own(file)->real(), size);
  }
  // The real file need not be synced: the power fails in this book alone.
  static int sync(sqlite3_file* file, int) {
    PowerLoss& disk = *current;
    if (!disk.noting_) return SQLITE_OK;
    if (++disk.syncs_ == disk.failing_sync_) {
      disk.lose_unsaved(*own(file)->name);
      return SQLITE_IOERR_FSYNC;
    }
    disk.note({Kind::sync, *own(file)->name});
    return SQLITE_OK;
  }
  void note(Act act) {
    if (noting_) acts_.push_back(std::move(act));
  }
  void lose_unsaved(const std::string& name) {
    for (auto act = acts_.rbegin(); act != acts_.rend(); ++act) {
      if (act->file != name) continue;
      if (act->kind == Kind::sync) return;
      act->lost = true;
    }
  }

  // The rest goes to the real file as it comes. Version 2: no memory mapping, which would pass by unseen.
  template <auto Member, class... Rest>
  static int pass(sqlite3_file* file, Rest... rest) {
    return (own(file)->real()->pMethods->*Member)(own(file)->real(), rest...);
  }
  static void barrier(sqlite3_file* file) { own(file)->real()->pMethods->xShmBarrier(own(file)->real()); }
  static const sqlite3_io_methods* methods() {
    using M = sqlite3_io_methods;
    static const sqlite3_io_methods all = [] {
      M m{};
      m.iVersion = 2;
      m.xClose = &pass<&M::xClose>;
      m.xRead = &pass<&M::xRead, void*, int, sqlite3_int64>;
      m.xWrite = &write;
      m.xTruncate = &truncate;
      m.xSync = &sync;
      m.xFileSize = &pass<&M::xFileSize, sqlite3_int64*>;
      m.xLock = &pass<&M::xLock, int>;
      m.xUnlock = &pass<&M::xUnlock, int>;
      m.xCheckReservedLock = &pass<&M::xCheckReservedLock, int*>;
      m.xFileControl = &pass<&M::xFileControl, int, void*>;
      m.xSectorSize = &pass<&M::xSectorSize>;
      m.xDeviceCharacteristics = &pass<&M::xDeviceCharacteristics>;
      m.xShmMap = &pass<&M::xShmMap, int, int, int, void volatile**>;
      m.xShmLock = &pass<&M::xShmLock, int, int, int>;
      m.xShmBarrier = &barrier;
      m.xShmUnmap = &pass<&M::xShmUnmap, int>;
      return m;
    }();
    return &all;
  }

  inline static PowerLoss* current = nullptr;
  sqlite3_vfs* real_;
  sqlite3_vfs vfs_;
  std::map<std::string, int> names_;
  std::vector<Act> acts_;
  bool noting_ = true;
  std::size_t syncs_ = 0, failing_sync_ = 0;
};

}  // namespace swapguard::history::testing
