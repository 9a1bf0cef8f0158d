/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-id.h"
#include "feed/uke-sha256.h"

G_BEGIN_DECLS

/**
 * UkeChangeSetHead:
 * @id: which change-set
 * @dev: of which device
 * @inc: of which of its incarnations
 * @dseq: its number there
 * @rest: where the text goes on behind these
 *
 * How the text of every change-set begins, readable also where the rest is of no form.
 */
typedef struct {
  UkeId id;
  uint32_t dev;
  uint64_t inc;
  int64_t dseq;
  size_t rest;
} UkeChangeSetHead;

gboolean uke_change_set_read_head (const char *text, size_t size, UkeChangeSetHead *out_head);
void uke_change_set_hash (const char *text, size_t size, uint8_t out_hash[UKE_SHA256_SIZE]);

G_END_DECLS
