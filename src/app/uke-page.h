/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/uke-app-types.h"
#include "base/uke-id.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_PAGE (uke_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (UkePage, uke_page, UKE, PAGE, AdwBin)

/**
 * UkePageClass:
 * @get_navigation: (transfer none) (nullable): what stands in the header after the pane toggle
 * @get_primary: (nullable): the suggested action of the header
 * @get_flap: (transfer none) (nullable): the foldable pane of that side
 * @set_narrow: the window became narrower or wider than 1500 px
 * @shown: the page came to the front
 * @show_record: bring this record into view; FALSE when the page can't
 * @has_foot: buttons stand at its lower edge, which no toast may cover
 * @folds_right_when_narrow: the right pane folds below 1500 px already, not only below 1200
 *
 * One view of the desk: what an entry of the rail opens. A page is made when it is first shown,
 * gets the clinic at construction, and reaches toasts, dialogs and other pages through its window.
 */
struct _UkePageClass {
  AdwBinClass parent_class;

  GtkWidget *(*get_navigation) (UkePage *self);
  const UkePrimary *(*get_primary) (UkePage *self);
  AdwFlap *(*get_flap) (UkePage *self, UkeSide side);
  void (*set_narrow) (UkePage *self, gboolean is_narrow);
  void (*shown) (UkePage *self);
  gboolean (*show_record) (UkePage *self, const UkeId *id);

  gboolean folds_right_when_narrow;
  gboolean has_foot;

  gpointer padding[4];
};

UkeClinic *uke_page_get_clinic (UkePage *self);
UkeWindow *uke_page_get_window (UkePage *self);

GtkWidget *uke_page_get_navigation (UkePage *self);
const UkePrimary *uke_page_get_primary (UkePage *self);
AdwFlap *uke_page_get_flap (UkePage *self, UkeSide side);
void uke_page_set_narrow (UkePage *self, gboolean is_narrow);
void uke_page_shown (UkePage *self);
gboolean uke_page_show_record (UkePage *self, const UkeId *id);

G_END_DECLS
