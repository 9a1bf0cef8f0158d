/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-clinic.h"
#include "vault/uke-data-dir.h"

#include <gio/gio.h>
#include <jansson.h>

G_BEGIN_DECLS

/** UkeCtlExit: what the shell sees (architecture.md 1). */
typedef enum {
  UKE_CTL_DONE = 0,
  UKE_CTL_REFUSED = 1, /* refused, or it could not be done */
  UKE_CTL_USAGE = 2,   /* the words of the call are off */
} UkeCtlExit;

/**
 * UkeCtl:
 *
 * One run of uketsukectl: the options every command has, and the clinic once it is open. Commands
 * wait for what is asynchronous by running the main context.
 */
typedef struct {
  char *data_path;          /* (owned) */
  char *staff;              /* (owned) (nullable): --as */
  char *recovery_code_file; /* (owned) (nullable) */
  gboolean is_json;
  int wait_s;        /* --wait: how long for another program to let go of the data */
  UkeClock *clock;   /* (owned) */
  UkeDataLock *lock; /* (owned) (nullable) */
  UkeClinic *clinic; /* (owned) (nullable) */
} UkeCtl;

typedef UkeCtlExit (*UkeCtlCommand) (UkeCtl *ctl, int argc, char **argv);

/* Waiting for an asynchronous call: give uke_ctl_take_result as callback, then uke_ctl_wait(). */
void uke_ctl_take_result (GObject *source, GAsyncResult *result, gpointer user_data);
GAsyncResult *uke_ctl_wait (GAsyncResult **result);

gboolean uke_ctl_open (UkeCtl *ctl, GError **error) G_GNUC_WARN_UNUSED_RESULT;
UkeReceipt *
uke_ctl_execute (UkeCtl *ctl, UkeCommand *command, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_ctl_create (UkeCtl *ctl,
                         const UkeClinicSetup *setup,
                         const char *code_file,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

UkeCtlExit uke_ctl_fail (UkeCtl *ctl, const GError *error);
UkeCtlExit uke_ctl_usage (const char *text);
void uke_ctl_print_json (json_t *root);
gboolean uke_ctl_parse (GOptionEntry *entries, const char *summary, int *argc, char ***argv);

UkeCtlExit uke_ctl_init (UkeCtl *ctl, int argc, char **argv);
UkeCtlExit uke_ctl_demo (UkeCtl *ctl, int argc, char **argv);
UkeCtlExit uke_ctl_export (UkeCtl *ctl, int argc, char **argv);
UkeCtlExit uke_ctl_import (UkeCtl *ctl, int argc, char **argv);
UkeCtlExit uke_ctl_search (UkeCtl *ctl, int argc, char **argv);
UkeCtlExit uke_ctl_server (UkeCtl *ctl, int argc, char **argv);
UkeCtlExit uke_ctl_verify (UkeCtl *ctl, int argc, char **argv);
UkeCtlExit uke_ctl_doctor (UkeCtl *ctl, int argc, char **argv);

G_END_DECLS
