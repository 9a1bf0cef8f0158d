/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/** UkePageKind: what the rail and the window know of a page before it is made. */
typedef struct {
  const char *name;  /* stable: used in settings and as the stack's child name */
  const char *title; /* untranslated */
  const char *icon;  /* icon name */
  GType (*get_type) (void);
  gboolean at_bottom;
  const char *within; /* (nullable): not in the rail itself; the page whose entry is marked */
} UkePageKind;

const UkePageKind *uke_pages_get (unsigned *out_n);
const UkePageKind *uke_pages_find (const char *name);

G_END_DECLS
