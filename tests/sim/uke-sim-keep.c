/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uke-sim.h"

#include "base/uke-hex.h"

#include <glib/gstdio.h>
#include <string.h>

/* What goes over the wire in a run, as files: the beginning of every search of tests/fuzz. */

#define MAX_SIZE 16384

static void
keep (Sim *sim, const char *target, const char *head, size_t n_head, GBytes *bytes)
{
  size_t size;
  const void *data = g_bytes_get_data (bytes, &size);
  g_autoptr (GByteArray) whole = g_byte_array_new ();
  g_autofree char *folder = g_build_filename (sim->keep, target, NULL);
  g_autofree char *hex = NULL, *path = NULL;
  uint8_t hash[UKE_SHA256_SIZE];

  if (size > MAX_SIZE)
    return;
  g_byte_array_append (whole, (const uint8_t *)head, (guint)n_head);
  g_byte_array_append (whole, data, (guint)size);
  uke_sha256 (whole->data, whole->len, hash);
  hex = uke_hex_dup (hash, 8);
  path = g_build_filename (folder, hex, NULL);
  if (g_mkdir_with_parents (folder, 0755) != 0
      || !g_file_set_contents (path, (const char *)whole->data, (gssize)whole->len, NULL))
    g_error ("%s cannot be written", path);
}

static void
keep_cursors (Sim *sim, const char *path)
{
  const char *at = strstr (path, "cursor=");
  g_autoptr (GBytes) cursor = NULL;

  if (at == NULL)
    return;
  at += strlen ("cursor=");
  cursor = g_bytes_new (at, strcspn (at, "&"));
  keep (sim, "cursor", "", 0, cursor);
}

/* Which reader of fuzz-wire.c a kind of request is for, and its answer; the others have none. */
static void
keep_message (SimRequest *request, const char *letters, GBytes *message)
{
  if (request->kind < strlen (letters) && letters[request->kind] != '?')
    keep (request->sim, "wire", &letters[request->kind], 1, message);
}

/* The same bytes from the three sides that read them: the messages, the desk, the server. */
static void
keep_request (SimRequest *request)
{
  Sim *sim = request->sim;
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);
  g_autofree char *line
      = g_strdup_printf ("d%c%s\n", request->body != NULL ? 'P' : 'G', request->path);

  keep (sim, "server", line, strlen (line), request->body != NULL ? request->body : nothing);
  keep_cursors (sim, request->path);
  if (request->body != NULL)
    keep_message (request, "?hp?r??ak???", request->body);
}

/* Which table a part is of is nowhere in it: it is kept for each. */
static void
keep_part (Sim *sim, GBytes *part)
{
  unsigned n;

  uke_entity_all (&n);
  for (unsigned i = 0; i <= n; i++) {
    const char head[2] = { (char)i, 64 };

    keep (sim, "part", head, sizeof head, part);
  }
}

/**
 * Keeps what is asked and answered.
 */
void
sim_keep (SimRequest *request)
{
  Sim *sim = request->sim;

  if (sim->keep == NULL)
    return;
  keep_request (request);
  if (request->answer == NULL)
    return;
  if (request->status != 200)
    keep (sim, "wire", "e", 1, request->answer);
  else if (request->kind == UKE_SYNC_REQUEST_SNAPSHOT)
    keep (sim, "manifest", "", 0, request->answer);
  else if (request->kind == UKE_SYNC_REQUEST_PART)
    keep_part (sim, request->answer);
  else
    keep_message (request, "?wqcf??bl?ds", request->answer);
}

/* What the log holds in the end. */
void
sim_keep_log (Sim *sim)
{
  for (unsigned i = 0; sim->keep != NULL && i < sim->nodes->len; i++) {
    const SimNode *node = sim_history_get (sim, (int)i);

    keep (sim, "change-set", "", 0, node->payload);
    if (node->effect != NULL)
      keep (sim, "effect", "", 0, node->effect);
  }
}
