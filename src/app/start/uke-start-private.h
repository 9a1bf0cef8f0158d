/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/start/uke-start-join.h"
#include "app/start/uke-start-view.h"
#include "app/start/uke-start.h"
#include "model/uke-opening-hours.h"
#include "vault/uke-vault.h"

G_BEGIN_DECLS

struct _UkeStart {
  GObject parent_instance;

  UkeWindow *window;        /* (unowned): owns this */
  UkeStartView *view;       /* (unowned) (nullable): the window's, while it shows the start */
  UkeClock *clock;          /* (owned) */
  UkeVault *vault;          /* (owned) */
  UkeClinic *clinic;        /* (owned) (nullable) */
  UkeDataLock *lock;        /* (owned) (nullable): while the directory is this process's */
  UkeSecret *code;          /* (owned) (nullable): from showing it until it was typed back */
  char *recovery_code_file; /* (owned) (nullable) */
  char *clinic_name;        /* (owned) (nullable): what was asked for before the first record */
  char *director_family;    /* (owned) (nullable) */
  char *director_given;     /* (owned) (nullable) */
  char *director_kana;      /* (owned) (nullable) */
  UkeOpeningHours hours;
  UkeStartJoin *join;     /* (owned) (nullable): on the way into a clinic that has a server */
  UkeServerLink *link;    /* (owned) (nullable): of a desk that belongs to a server */
  GtkWindow *join_window; /* (unowned) (nullable): over the desk, while it joins a server */
  UkeStartForgottenFunc forgotten; /* (nullable): while the clinic is being removed */
  gpointer forgotten_data;
  gboolean is_other_time; /* the clock was set by the command line */
  guint present_timeout;  /* source id, 0 when none is due */
  int exit_status;
};

void uke_start_show (UkeStart *self, GtkWidget *page, const char *step);
void uke_start_show_error (UkeStart *self, const GError *error);
void uke_start_show_welcome (UkeStart *self);
void uke_start_make_key (UkeStart *self);

/* uke-start-server.c: a desk that belongs to a server, or is on its way there. */
void uke_start_show_join (UkeStart *self);
void uke_start_resume_join (UkeStart *self);
gboolean uke_start_go_on_joining (UkeStart *self);
void uke_start_link_server (UkeStart *self);

G_END_DECLS
