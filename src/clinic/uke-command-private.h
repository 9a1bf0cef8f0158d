/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-id.h"
#include "clinic/uke-command.h"
#include "feed/uke-audit-entry.h"

G_BEGIN_DECLS

struct _UkeCommand {
  gatomicrefcount n_references;
  UkeIntent intent;
  UkeAction action;
  UkeCommandFunc perform;
  gpointer data;          /* (owned) */
  GDestroyNotify destroy; /* (nullable) */
  char *reason;           /* (owned) (nullable) */
  UkeId second_staff_id;
  gboolean accepts_warnings;
  UkeAuditKind kind; /* what the audit calls it; none: by what happens to each record */
  gboolean is_bulk;  /* background work: user work goes first */
};

G_END_DECLS
