/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The classes of the desk that name each other. */
typedef struct _UkeClinic UkeClinic;
typedef struct _UkeWindow UkeWindow;
typedef struct _UkeVault UkeVault;

/** UkeSide: a foldable pane of a page. */
typedef enum {
  UKE_SIDE_LEFT,
  UKE_SIDE_RIGHT,
} UkeSide;

/** UkePrimary: the one suggested action of a page, as its button in the header shows it. */
typedef struct {
  const char *label;  /* translated by the page */
  const char *icon;   /* icon name */
  const char *key;    /* (nullable) key shown on the button */
  const char *action; /* detailed action name, e.g. "win.book('')" */
} UkePrimary;

G_END_DECLS
