#include "server/program/start_memory.h"

#include <link.h>
#include <malloc.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

namespace server {

namespace {

// Segments that nobody ever wrote to: the relocated ones hold what is in no file.
int DropReadOnlyPages(dl_phdr_info* object, std::size_t, void*) {
  const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  for (int i = 0; i < object->dlpi_phnum; ++i) {
    const ElfW(Phdr)& segment = object->dlpi_phdr[i];
    if (segment.p_type != PT_LOAD || (segment.p_flags & PF_W) != 0) continue;
    const std::uintptr_t begin = object->dlpi_addr + segment.p_vaddr;
    const std::uintptr_t first = begin & ~(page - 1);
    // By its number: madvise would have it as a pointer, which it never was.
    ::syscall(SYS_madvise, first, begin + segment.p_memsz - first, MADV_DONTNEED);
  }
  return 0;
}

}  // namespace

void GiveBackStartMemory() {
  ::malloc_trim(0);
  ::dl_iterate_phdr(DropReadOnlyPages, nullptr);
}

}  // namespace server
