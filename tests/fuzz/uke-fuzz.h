/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdint.h>

/*
 * A target takes bytes that somebody outside made, and may do anything with them but crash, leak,
 * hang or answer two things to one question. libFuzzer looks for such bytes (scripts/fuzz); the
 * gate hands the same functions what was found (uke-fuzz-replay.c).
 */

/** UKE_FUZZ_MAX: larger inputs teach nothing that smaller ones do not. */
#define UKE_FUZZ_MAX (256 * 1024)

int LLVMFuzzerInitialize (int *argc, char ***argv);
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/** UKE_FUZZ_NEW_FIELDS: what a newer server might say of fields. */
#define UKE_FUZZ_NEW_FIELDS                                                                        \
  "{\"fields\":{\"patient\":[[\"of_another_version\",200,\"text\"],"                               \
  "[\"day_of_another_version\",201,\"date\"]]}}"

/* What must hold holds in every build. */
#define uke_fuzz_assert(what)                                                                      \
  do {                                                                                             \
    if (!(what))                                                                                   \
      g_error ("%s:%d: %s", __FILE__, __LINE__, #what);                                            \
  } while (0)

/* Whoever refuses says why, whoever does not says nothing. */
#define uke_fuzz_assert_told(is_done, error) uke_fuzz_assert ((is_done) == ((error) == NULL))
