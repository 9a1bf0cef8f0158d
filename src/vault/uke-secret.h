/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

G_BEGIN_DECLS

/**
 * UkeSecret:
 *
 * A key, code or password in guarded memory: locked against swapping, between guard pages, left out
 * of core files, and wiped when the last reference goes. Its length never changes. Counted
 * atomically, so a reference may be handed to another thread; the bytes are written only by the
 * one who made it, before it is handed on.
 */
typedef struct _UkeSecret UkeSecret;

UkeSecret *uke_secret_new (size_t len);
UkeSecret *uke_secret_new_random (size_t len);
UkeSecret *uke_secret_new_copy (const void *bytes, size_t len);
UkeSecret *uke_secret_new_text (const char *text);
UkeSecret *uke_secret_new_from_file (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
UkeSecret *uke_secret_ref (UkeSecret *secret);
void uke_secret_unref (UkeSecret *secret);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeSecret, uke_secret_unref)

const uint8_t *uke_secret_peek (const UkeSecret *secret);
const char *uke_secret_peek_text (const UkeSecret *secret);
uint8_t *uke_secret_edit (UkeSecret *secret);
size_t uke_secret_len (const UkeSecret *secret);
gboolean uke_secret_equal (const UkeSecret *a, const UkeSecret *b);

void uke_secret_harden_process (void);

G_END_DECLS
