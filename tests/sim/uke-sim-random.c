/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uke-sim.h"

#include <sys/random.h>

static SimRandom ids;

/* splitmix64: every seed is a good one. */
uint64_t
sim_random_next (SimRandom *self)
{
  uint64_t z = self->state += UINT64_C (0x9e3779b97f4a7c15);

  z = (z ^ z >> 30) * UINT64_C (0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * UINT64_C (0x94d049bb133111eb);
  return z ^ z >> 31;
}

int
sim_random_range (SimRandom *self, int from, int to)
{
  return from + (int)(sim_random_next (self) % (uint64_t)(to - from));
}

gboolean
sim_random_chance (SimRandom *self, int per_mille)
{
  return sim_random_range (self, 0, 1000) < per_mille;
}

void
sim_random_use_for_ids (uint64_t seed)
{
  ids.state = seed ^ UINT64_C (0x5eed5eed5eed5eed);
}

/* Ids and epochs come from the system's random source: here it follows the seed, or no run could be
 * repeated. Stands before the C library's in this program. */
ssize_t
getrandom (void *bytes, size_t size, unsigned flags)
{
  for (size_t i = 0; i < size; i++)
    ((uint8_t *)bytes)[i] = (uint8_t)sim_random_next (&ids);
  return (ssize_t)size;
}
