"""The first desk: every table, with the indexes, guards and full text of `schema`."""

from __future__ import annotations

from alembic import op

from complaintdesk.store import schema

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    """
    CREATE TABLE attachment (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        sha256 VARCHAR(64) NOT NULL,
        name VARCHAR NOT NULL,
        size INTEGER NOT NULL,
        media_type VARCHAR NOT NULL,
        taken_at VARCHAR(27) NOT NULL,
        PRIMARY KEY (id),
        UNIQUE (sha256)
    )
    """,
    """
    CREATE TABLE authority_limit (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        role VARCHAR(60) NOT NULL,
        title VARCHAR NOT NULL,
        rank INTEGER NOT NULL,
        refund_minor INTEGER,
        goodwill_minor INTEGER,
        other_loss_minor INTEGER,
        policy_exception VARCHAR(40) NOT NULL,
        signs VARCHAR NOT NULL,
        holder VARCHAR NOT NULL,
        deputy VARCHAR NOT NULL,
        effective_on DATE,
        ends_on DATE,
        removed BOOLEAN NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE draft (
        id INTEGER NOT NULL,
        form VARCHAR(120) NOT NULL,
        typed VARCHAR NOT NULL,
        saved_at VARCHAR(27) NOT NULL,
        PRIMARY KEY (id),
        UNIQUE (form)
    )
    """,
    """
    CREATE TABLE erasure (
        id INTEGER NOT NULL,
        customer_id INTEGER NOT NULL,
        reason VARCHAR NOT NULL,
        legal_basis VARCHAR NOT NULL,
        erased_at VARCHAR(27) NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE exposure (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        measure VARCHAR NOT NULL,
        member VARCHAR NOT NULL,
        period VARCHAR(10) NOT NULL,
        amount FLOAT NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE import_batch (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        file_name VARCHAR NOT NULL,
        file_sha256 VARCHAR(64) NOT NULL,
        preset VARCHAR(60) NOT NULL,
        loaded_as VARCHAR(8) NOT NULL,
        encoding VARCHAR(40) NOT NULL,
        rows INTEGER NOT NULL,
        new INTEGER NOT NULL,
        updated INTEGER NOT NULL,
        known INTEGER NOT NULL,
        duplicate INTEGER NOT NULL,
        invalid INTEGER NOT NULL,
        imported_at VARCHAR(27) NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE import_mapping (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        preset VARCHAR(60) NOT NULL,
        field VARCHAR(60) NOT NULL,
        source_value VARCHAR NOT NULL,
        our_value VARCHAR NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE journal_step (
        number INTEGER NOT NULL,
        uuid VARCHAR(32) NOT NULL,
        at VARCHAR(27) NOT NULL,
        actor VARCHAR NOT NULL,
        kind VARCHAR(4) NOT NULL,
        label VARCHAR NOT NULL,
        complaint_id INTEGER,
        reverses INTEGER,
        undo_top INTEGER,
        redo_top INTEGER,
        digest VARCHAR(64) NOT NULL,
        previous VARCHAR(64) NOT NULL,
        hash VARCHAR(64) NOT NULL,
        PRIMARY KEY (number),
        UNIQUE (uuid)
    )
    """,
    """
    CREATE INDEX ix_journal_step_complaint_id ON journal_step (complaint_id)
    """,
    """
    CREATE TABLE library_entry (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        kind VARCHAR(13) NOT NULL,
        code VARCHAR(60) NOT NULL,
        title VARCHAR NOT NULL,
        text VARCHAR NOT NULL,
        edition INTEGER NOT NULL,
        effective_on DATE,
        ends_on DATE,
        removed BOOLEAN NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE profile (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        store_uuid VARCHAR(36) NOT NULL,
        handler VARCHAR NOT NULL,
        role VARCHAR NOT NULL,
        organisation VARCHAR NOT NULL,
        region VARCHAR(12) NOT NULL,
        procedure VARCHAR(60) NOT NULL,
        currency VARCHAR(3) NOT NULL,
        update_working_days INTEGER NOT NULL,
        fixed_today VARCHAR(10) NOT NULL,
        holidays_added VARCHAR NOT NULL,
        created_at VARCHAR(27) NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE review (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        title VARCHAR NOT NULL,
        from_on DATE NOT NULL,
        to_on DATE NOT NULL,
        filter VARCHAR NOT NULL,
        grouping VARCHAR NOT NULL,
        figures VARCHAR NOT NULL,
        summary VARCHAR NOT NULL,
        made_at VARCHAR(27) NOT NULL,
        removed BOOLEAN NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE saved_view (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        name VARCHAR NOT NULL,
        position INTEGER NOT NULL,
        filter VARCHAR NOT NULL,
        sort VARCHAR NOT NULL,
        descending BOOLEAN NOT NULL,
        columns VARCHAR NOT NULL,
        removed BOOLEAN NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE statement (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        criteria_set VARCHAR(60) NOT NULL,
        criterion VARCHAR(20) NOT NULL,
        edition INTEGER NOT NULL,
        text VARCHAR NOT NULL,
        written_at VARCHAR(27) NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE INDEX ix_statement_criterion ON statement (criterion)
    """,
    """
    CREATE TABLE change_option (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        recommendation_id INTEGER NOT NULL,
        number INTEGER NOT NULL,
        text VARCHAR NOT NULL,
        do_nothing BOOLEAN NOT NULL,
        policy_clause_id INTEGER,
        benefit_customer VARCHAR NOT NULL,
        drawback_customer VARCHAR NOT NULL,
        benefit_organisation VARCHAR NOT NULL,
        drawback_organisation VARCHAR NOT NULL,
        cost_low_minor INTEGER,
        cost_high_minor INTEGER,
        effort VARCHAR NOT NULL,
        who_must_agree VARCHAR NOT NULL,
        removed BOOLEAN NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(policy_clause_id) REFERENCES library_entry (id)
    )
    """,
    """
    CREATE INDEX ix_change_option_recommendation_id ON change_option (recommendation_id)
    """,
    """
    CREATE TABLE customer (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        name VARCHAR NOT NULL,
        email VARCHAR NOT NULL,
        phone VARCHAR NOT NULL,
        identity VARCHAR NOT NULL,
        preset VARCHAR(60) NOT NULL,
        nicknames VARCHAR NOT NULL,
        batch_id INTEGER,
        erased BOOLEAN NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(batch_id) REFERENCES import_batch (id)
    )
    """,
    """
    CREATE INDEX ix_customer_batch_id ON customer (batch_id)
    """,
    """
    CREATE INDEX ix_customer_identity ON customer (identity)
    """,
    """
    CREATE TABLE journal_entry (
        id INTEGER NOT NULL,
        step INTEGER NOT NULL,
        table_name VARCHAR(60) NOT NULL,
        row_id INTEGER NOT NULL,
        act VARCHAR(10) NOT NULL,
        payload VARCHAR,
        salt VARCHAR(32),
        commitment VARCHAR(64) NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(step) REFERENCES journal_step (number)
    )
    """,
    """
    CREATE INDEX ix_journal_entry_step ON journal_entry (step)
    """,
    """
    CREATE TABLE pattern (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        review_id INTEGER NOT NULL,
        finding VARCHAR NOT NULL,
        label VARCHAR(10) NOT NULL,
        root_cause VARCHAR NOT NULL,
        confirmed_how VARCHAR NOT NULL,
        figures VARCHAR NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(review_id) REFERENCES review (id)
    )
    """,
    """
    CREATE INDEX ix_pattern_review_id ON pattern (review_id)
    """,
    """
    CREATE TABLE complaint (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        reference VARCHAR(80) NOT NULL,
        origin VARCHAR(8) NOT NULL,
        stage VARCHAR(13) NOT NULL,
        customer_id INTEGER,
        batch_id INTEGER,
        preset VARCHAR(60) NOT NULL,
        source_id VARCHAR(200) NOT NULL,
        source_digest VARCHAR(64) NOT NULL,
        received_on DATE NOT NULL,
        logged_on DATE,
        incident_on DATE,
        knowledge_on DATE,
        made_orally BOOLEAN NOT NULL,
        referred_on DATE,
        referred_by VARCHAR NOT NULL,
        referral_reason VARCHAR(40) NOT NULL,
        prior_decider VARCHAR NOT NULL,
        channel VARCHAR(120) NOT NULL,
        product VARCHAR NOT NULL,
        sub_product VARCHAR NOT NULL,
        service_area VARCHAR NOT NULL,
        location VARCHAR NOT NULL,
        account_ref VARCHAR NOT NULL,
        category VARCHAR NOT NULL,
        sub_category VARCHAR NOT NULL,
        cause VARCHAR NOT NULL,
        about VARCHAR NOT NULL,
        narrative VARCHAR NOT NULL,
        wants VARCHAR NOT NULL,
        complainant VARCHAR(40) NOT NULL,
        severity INTEGER NOT NULL,
        severity_reason VARCHAR NOT NULL,
        complexity VARCHAR(6),
        impact_people INTEGER,
        urgent BOOLEAN NOT NULL,
        safety BOOLEAN NOT NULL,
        vulnerable VARCHAR(7) NOT NULL,
        vulnerability_drivers VARCHAR NOT NULL,
        about_vulnerability VARCHAR(7) NOT NULL,
        adjustments VARCHAR NOT NULL,
        contact_method VARCHAR NOT NULL,
        update_working_days INTEGER,
        legal_hold BOOLEAN NOT NULL,
        privileged BOOLEAN NOT NULL,
        contact_plan VARCHAR NOT NULL,
        owner VARCHAR NOT NULL,
        accepted_on DATE,
        "conflict" VARCHAR(7) NOT NULL,
        conflict_note VARCHAR NOT NULL,
        procedure VARCHAR(60) NOT NULL,
        region VARCHAR(12) NOT NULL,
        returned_on DATE,
        returned_reason VARCHAR NOT NULL,
        merged_into_id INTEGER,
        outcome_reason VARCHAR NOT NULL,
        one_option_reason VARCHAR NOT NULL,
        root_cause VARCHAR NOT NULL,
        cause_confirmed VARCHAR NOT NULL,
        affects_others VARCHAR(7) NOT NULL,
        local_fix VARCHAR NOT NULL,
        systemic_fix VARCHAR NOT NULL,
        fix_owner VARCHAR NOT NULL,
        closed_on DATE,
        reopened_on DATE,
        outcome VARCHAR(13),
        source_outcome VARCHAR NOT NULL,
        remedy VARCHAR NOT NULL,
        accepted BOOLEAN,
        satisfaction INTEGER,
        amount_minor INTEGER,
        extra VARCHAR NOT NULL,
        imported_at VARCHAR(27),
        next_due_on DATE,
        next_due_name VARCHAR NOT NULL,
        triage_score INTEGER NOT NULL,
        scored_on DATE,
        PRIMARY KEY (id),
        UNIQUE (reference),
        FOREIGN KEY(customer_id) REFERENCES customer (id),
        FOREIGN KEY(batch_id) REFERENCES import_batch (id),
        FOREIGN KEY(merged_into_id) REFERENCES complaint (id)
    )
    """,
    """
    CREATE INDEX ix_complaint_batch_id ON complaint (batch_id)
    """,
    """
    CREATE INDEX ix_complaint_customer_id ON complaint (customer_id)
    """,
    """
    CREATE TABLE pseudonym (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        kind VARCHAR(40) NOT NULL,
        number INTEGER NOT NULL,
        customer_id INTEGER,
        person VARCHAR NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(customer_id) REFERENCES customer (id)
    )
    """,
    """
    CREATE INDEX ix_pseudonym_customer_id ON pseudonym (customer_id)
    """,
    """
    CREATE TABLE recommendation (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        review_id INTEGER,
        pattern_id INTEGER,
        title VARCHAR NOT NULL,
        problem VARCHAR NOT NULL,
        root_cause VARCHAR NOT NULL,
        state VARCHAR(16) NOT NULL,
        chosen_id INTEGER,
        why_chosen VARCHAR NOT NULL,
        why_others_not VARCHAR NOT NULL,
        decision_maker VARCHAR NOT NULL,
        decision_maker_role VARCHAR NOT NULL,
        route VARCHAR NOT NULL,
        put_on DATE,
        reply_due_on DATE,
        acknowledged_on DATE,
        decided_on DATE,
        decision_reason VARCHAR NOT NULL,
        conditions VARCHAR NOT NULL,
        implemented_on DATE,
        removed BOOLEAN NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(review_id) REFERENCES review (id),
        FOREIGN KEY(pattern_id) REFERENCES pattern (id),
        FOREIGN KEY(chosen_id) REFERENCES change_option (id)
    )
    """,
    """
    CREATE TABLE claim (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        criteria_set VARCHAR(60) NOT NULL,
        criterion VARCHAR(20) NOT NULL,
        complaint_id INTEGER,
        record_kind VARCHAR(60) NOT NULL,
        record_id INTEGER NOT NULL,
        shows VARCHAR NOT NULL,
        kind VARCHAR(23) NOT NULL,
        original_at VARCHAR NOT NULL,
        witness VARCHAR NOT NULL,
        witness_role VARCHAR NOT NULL,
        witnessed_on DATE,
        removed BOOLEAN NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(complaint_id) REFERENCES complaint (id)
    )
    """,
    """
    CREATE INDEX ix_claim_complaint_id ON claim (complaint_id)
    """,
    """
    CREATE TABLE complaint_link (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        complaint_id INTEGER NOT NULL,
        other_id INTEGER NOT NULL,
        kind VARCHAR(11) NOT NULL,
        reason VARCHAR NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(complaint_id) REFERENCES complaint (id),
        FOREIGN KEY(other_id) REFERENCES complaint (id)
    )
    """,
    """
    CREATE INDEX ix_complaint_link_complaint_id ON complaint_link (complaint_id)
    """,
    """
    CREATE TABLE effect_check (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        recommendation_id INTEGER NOT NULL,
        measure VARCHAR NOT NULL,
        filter VARCHAR NOT NULL,
        target VARCHAR NOT NULL,
        baseline_from DATE,
        baseline_to DATE,
        baseline_value VARCHAR NOT NULL,
        changed_on DATE,
        wait_days INTEGER NOT NULL,
        window_from DATE,
        window_to DATE,
        after_value VARCHAR NOT NULL,
        verdict VARCHAR NOT NULL,
        confounders VARCHAR NOT NULL,
        reviewed_on DATE,
        PRIMARY KEY (id),
        FOREIGN KEY(recommendation_id) REFERENCES recommendation (id)
    )
    """,
    """
    CREATE INDEX ix_effect_check_recommendation_id ON effect_check (recommendation_id)
    """,
    """
    CREATE TABLE escalation (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        complaint_id INTEGER NOT NULL,
        handed_to VARCHAR NOT NULL,
        external BOOLEAN NOT NULL,
        why VARCHAR NOT NULL,
        pack VARCHAR NOT NULL,
        at VARCHAR(27) NOT NULL,
        happened_on DATE NOT NULL,
        due_on DATE,
        acknowledged_on DATE,
        acknowledged_by VARCHAR NOT NULL,
        outcome VARCHAR NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(complaint_id) REFERENCES complaint (id)
    )
    """,
    """
    CREATE INDEX ix_escalation_complaint_id ON escalation (complaint_id)
    """,
    """
    CREATE TABLE extension (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        complaint_id INTEGER NOT NULL,
        clock VARCHAR(60) NOT NULL,
        decided_on DATE NOT NULL,
        to_on DATE,
        reason VARCHAR NOT NULL,
        notified_on DATE,
        external_body_details_given BOOLEAN NOT NULL,
        approver VARCHAR NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(complaint_id) REFERENCES complaint (id)
    )
    """,
    """
    CREATE INDEX ix_extension_complaint_id ON extension (complaint_id)
    """,
    """
    CREATE TABLE head (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        complaint_id INTEGER NOT NULL,
        number INTEGER NOT NULL,
        text VARCHAR NOT NULL,
        cause VARCHAR NOT NULL,
        root_cause VARCHAR NOT NULL,
        finding VARCHAR(13),
        reasons VARCHAR NOT NULL,
        about_data_protection BOOLEAN NOT NULL,
        removed BOOLEAN NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(complaint_id) REFERENCES complaint (id)
    )
    """,
    """
    CREATE INDEX ix_head_complaint_id ON head (complaint_id)
    """,
    """
    CREATE TABLE implication (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        complaint_id INTEGER NOT NULL,
        kind VARCHAR NOT NULL,
        text VARCHAR NOT NULL,
        likelihood VARCHAR(8) NOT NULL,
        severity INTEGER NOT NULL,
        alerted VARCHAR NOT NULL,
        alerted_on DATE,
        response VARCHAR NOT NULL,
        responded_on DATE,
        due_on DATE,
        removed BOOLEAN NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(complaint_id) REFERENCES complaint (id)
    )
    """,
    """
    CREATE INDEX ix_implication_complaint_id ON implication (complaint_id)
    """,
    """
    CREATE TABLE letter (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        complaint_id INTEGER NOT NULL,
        kind VARCHAR NOT NULL,
        subject VARCHAR NOT NULL,
        body VARCHAR NOT NULL,
        state VARCHAR(5) NOT NULL,
        drafted_on DATE NOT NULL,
        sent_on DATE,
        sent_by VARCHAR NOT NULL,
        signatory VARCHAR NOT NULL,
        checklist VARCHAR NOT NULL,
        attachment_id INTEGER,
        PRIMARY KEY (id),
        FOREIGN KEY(complaint_id) REFERENCES complaint (id),
        FOREIGN KEY(attachment_id) REFERENCES attachment (id)
    )
    """,
    """
    CREATE INDEX ix_letter_complaint_id ON letter (complaint_id)
    """,
    """
    CREATE TABLE option (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        complaint_id INTEGER NOT NULL,
        number INTEGER NOT NULL,
        text VARCHAR NOT NULL,
        explain_only BOOLEAN NOT NULL,
        benefit_customer VARCHAR NOT NULL,
        drawback_customer VARCHAR NOT NULL,
        benefit_organisation VARCHAR NOT NULL,
        drawback_organisation VARCHAR NOT NULL,
        service_offer_fit VARCHAR NOT NULL,
        policy_clause_id INTEGER,
        departure_reason VARCHAR NOT NULL,
        precedent VARCHAR NOT NULL,
        days_to_deliver INTEGER,
        scores VARCHAR NOT NULL,
        verdict VARCHAR NOT NULL,
        verdict_reason VARCHAR NOT NULL,
        verdict_role VARCHAR NOT NULL,
        verdict_limit_minor INTEGER,
        verdict_limits VARCHAR NOT NULL,
        presented_on DATE,
        customer_view VARCHAR NOT NULL,
        rejected_reason VARCHAR NOT NULL,
        rank INTEGER,
        removed BOOLEAN NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(complaint_id) REFERENCES complaint (id),
        FOREIGN KEY(policy_clause_id) REFERENCES library_entry (id)
    )
    """,
    """
    CREATE INDEX ix_option_complaint_id ON option (complaint_id)
    """,
    """
    CREATE TABLE override (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        complaint_id INTEGER NOT NULL,
        rule INTEGER NOT NULL,
        sentence VARCHAR NOT NULL,
        reason VARCHAR NOT NULL,
        happened_on DATE NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(complaint_id) REFERENCES complaint (id)
    )
    """,
    """
    CREATE INDEX ix_override_complaint_id ON override (complaint_id)
    """,
    """
    CREATE TABLE party (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        complaint_id INTEGER NOT NULL,
        role VARCHAR(14) NOT NULL,
        name VARCHAR NOT NULL,
        position VARCHAR NOT NULL,
        organisation VARCHAR NOT NULL,
        email VARCHAR NOT NULL,
        phone VARCHAR NOT NULL,
        customer_id INTEGER,
        authority_to_act VARCHAR(7) NOT NULL,
        authority_note VARCHAR NOT NULL,
        nicknames VARCHAR NOT NULL,
        removed BOOLEAN NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(complaint_id) REFERENCES complaint (id),
        FOREIGN KEY(customer_id) REFERENCES customer (id)
    )
    """,
    """
    CREATE INDEX ix_party_complaint_id ON party (complaint_id)
    """,
    """
    CREATE TABLE pattern_complaint (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        pattern_id INTEGER NOT NULL,
        complaint_id INTEGER NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(pattern_id) REFERENCES pattern (id),
        FOREIGN KEY(complaint_id) REFERENCES complaint (id)
    )
    """,
    """
    CREATE INDEX ix_pattern_complaint_complaint_id ON pattern_complaint (complaint_id)
    """,
    """
    CREATE INDEX ix_pattern_complaint_pattern_id ON pattern_complaint (pattern_id)
    """,
    """
    CREATE TABLE pause (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        complaint_id INTEGER NOT NULL,
        from_on DATE NOT NULL,
        to_on DATE,
        reason VARCHAR NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(complaint_id) REFERENCES complaint (id)
    )
    """,
    """
    CREATE INDEX ix_pause_complaint_id ON pause (complaint_id)
    """,
    """
    CREATE TABLE recommendation_complaint (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        recommendation_id INTEGER NOT NULL,
        complaint_id INTEGER NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(recommendation_id) REFERENCES recommendation (id),
        FOREIGN KEY(complaint_id) REFERENCES complaint (id)
    )
    """,
    """
    CREATE INDEX ix_recommendation_complaint_complaint_id ON recommendation_complaint (complaint_id)
    """,
    """
    CREATE INDEX ix_recommendation_complaint_recommendation_id ON recommendation_complaint (recommendation_id)
    """,
    """
    CREATE TABLE satisfaction_check (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        complaint_id INTEGER NOT NULL,
        asked_on DATE NOT NULL,
        method VARCHAR NOT NULL,
        outcome_score INTEGER,
        handling_score INTEGER,
        effort_score INTEGER,
        words VARCHAR NOT NULL,
        not_asked_reason VARCHAR NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(complaint_id) REFERENCES complaint (id)
    )
    """,
    """
    CREATE INDEX ix_satisfaction_check_complaint_id ON satisfaction_check (complaint_id)
    """,
    """
    CREATE TABLE source (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        complaint_id INTEGER NOT NULL,
        number INTEGER NOT NULL,
        kind VARCHAR(13) NOT NULL,
        what VARCHAR NOT NULL,
        shows VARCHAR NOT NULL,
        where_kept VARCHAR NOT NULL,
        reliability VARCHAR NOT NULL,
        obtained_on DATE,
        obtained_from VARCHAR NOT NULL,
        asked_of VARCHAR NOT NULL,
        asked_on DATE,
        due_on DATE,
        heard_side VARCHAR(9),
        attachment_id INTEGER,
        removed BOOLEAN NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(complaint_id) REFERENCES complaint (id),
        FOREIGN KEY(attachment_id) REFERENCES attachment (id)
    )
    """,
    """
    CREATE INDEX ix_source_complaint_id ON source (complaint_id)
    """,
    """
    CREATE TABLE approval (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        complaint_id INTEGER NOT NULL,
        option_id INTEGER,
        what VARCHAR NOT NULL,
        amount_minor INTEGER NOT NULL,
        limit_breached VARCHAR NOT NULL,
        why VARCHAR NOT NULL,
        approver VARCHAR NOT NULL,
        approver_role VARCHAR NOT NULL,
        asked_on DATE NOT NULL,
        decision VARCHAR(8) NOT NULL,
        decided_on DATE,
        conditions VARCHAR NOT NULL,
        expires_on DATE,
        covers_policy_departure BOOLEAN NOT NULL,
        verbal BOOLEAN NOT NULL,
        written_due_on DATE,
        written_on DATE,
        PRIMARY KEY (id),
        FOREIGN KEY(complaint_id) REFERENCES complaint (id),
        FOREIGN KEY(option_id) REFERENCES option (id)
    )
    """,
    """
    CREATE INDEX ix_approval_complaint_id ON approval (complaint_id)
    """,
    """
    CREATE TABLE option_aim (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        option_id INTEGER NOT NULL,
        library_entry_id INTEGER NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(option_id) REFERENCES option (id),
        FOREIGN KEY(library_entry_id) REFERENCES library_entry (id)
    )
    """,
    """
    CREATE INDEX ix_option_aim_option_id ON option_aim (option_id)
    """,
    """
    CREATE TABLE option_remedy (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        option_id INTEGER NOT NULL,
        remedy VARCHAR NOT NULL,
        amount_minor INTEGER NOT NULL,
        money_kind VARCHAR(10),
        note VARCHAR NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(option_id) REFERENCES option (id)
    )
    """,
    """
    CREATE INDEX ix_option_remedy_option_id ON option_remedy (option_id)
    """,
    """
    CREATE TABLE source_head (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        source_id INTEGER NOT NULL,
        head_id INTEGER NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(source_id) REFERENCES source (id),
        FOREIGN KEY(head_id) REFERENCES head (id)
    )
    """,
    """
    CREATE INDEX ix_source_head_head_id ON source_head (head_id)
    """,
    """
    CREATE INDEX ix_source_head_source_id ON source_head (source_id)
    """,
    """
    CREATE TABLE offer (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        complaint_id INTEGER NOT NULL,
        number INTEGER NOT NULL,
        maker VARCHAR(8) NOT NULL,
        option_id INTEGER,
        terms VARCHAR NOT NULL,
        amount_minor INTEGER NOT NULL,
        made_on DATE NOT NULL,
        expires_on DATE,
        stays_open_if_referred VARCHAR(7) NOT NULL,
        state VARCHAR(9) NOT NULL,
        answers_id INTEGER,
        response VARCHAR NOT NULL,
        responded_on DATE,
        approval_id INTEGER,
        PRIMARY KEY (id),
        FOREIGN KEY(complaint_id) REFERENCES complaint (id),
        FOREIGN KEY(option_id) REFERENCES option (id),
        FOREIGN KEY(answers_id) REFERENCES offer (id),
        FOREIGN KEY(approval_id) REFERENCES approval (id)
    )
    """,
    """
    CREATE INDEX ix_offer_complaint_id ON offer (complaint_id)
    """,
    """
    CREATE TABLE agreement (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        complaint_id INTEGER NOT NULL,
        offer_id INTEGER NOT NULL,
        accepted_on DATE NOT NULL,
        how VARCHAR NOT NULL,
        terms VARCHAR NOT NULL,
        amount_minor INTEGER NOT NULL,
        final_settlement BOOLEAN NOT NULL,
        by_on DATE,
        policy_clause_id INTEGER,
        departure_reason VARCHAR NOT NULL,
        aim VARCHAR NOT NULL,
        approval_id INTEGER,
        authority VARCHAR NOT NULL,
        ended BOOLEAN NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(complaint_id) REFERENCES complaint (id),
        FOREIGN KEY(offer_id) REFERENCES offer (id),
        FOREIGN KEY(policy_clause_id) REFERENCES library_entry (id),
        FOREIGN KEY(approval_id) REFERENCES approval (id)
    )
    """,
    """
    CREATE INDEX ix_agreement_complaint_id ON agreement (complaint_id)
    """,
    """
    CREATE TABLE contact (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        complaint_id INTEGER NOT NULL,
        at VARCHAR(27) NOT NULL,
        happened_on DATE NOT NULL,
        side VARCHAR(9) NOT NULL,
        direction VARCHAR(7) NOT NULL,
        channel VARCHAR NOT NULL,
        with_whom VARCHAR NOT NULL,
        party_id INTEGER,
        summary VARCHAR NOT NULL,
        position VARCHAR NOT NULL,
        offer_id INTEGER,
        attachment_id INTEGER,
        automatic BOOLEAN NOT NULL,
        removed BOOLEAN NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(complaint_id) REFERENCES complaint (id),
        FOREIGN KEY(party_id) REFERENCES party (id),
        FOREIGN KEY(offer_id) REFERENCES offer (id),
        FOREIGN KEY(attachment_id) REFERENCES attachment (id)
    )
    """,
    """
    CREATE INDEX ix_contact_complaint_id ON contact (complaint_id)
    """,
    """
    CREATE TABLE action (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        complaint_id INTEGER NOT NULL,
        agreement_id INTEGER,
        number INTEGER NOT NULL,
        text VARCHAR NOT NULL,
        owner VARCHAR NOT NULL,
        due_on DATE NOT NULL,
        done_on DATE,
        proof VARCHAR NOT NULL,
        attachment_id INTEGER,
        is_payment BOOLEAN NOT NULL,
        removed BOOLEAN NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(complaint_id) REFERENCES complaint (id),
        FOREIGN KEY(agreement_id) REFERENCES agreement (id),
        FOREIGN KEY(attachment_id) REFERENCES attachment (id)
    )
    """,
    """
    CREATE INDEX ix_action_complaint_id ON action (complaint_id)
    """,
    """
    CREATE TABLE milestone (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        complaint_id INTEGER NOT NULL,
        event VARCHAR(60) NOT NULL,
        happened_on DATE NOT NULL,
        note VARCHAR NOT NULL,
        contact_id INTEGER,
        letter_id INTEGER,
        PRIMARY KEY (id),
        FOREIGN KEY(complaint_id) REFERENCES complaint (id),
        FOREIGN KEY(contact_id) REFERENCES contact (id),
        FOREIGN KEY(letter_id) REFERENCES letter (id)
    )
    """,
    """
    CREATE INDEX ix_milestone_complaint_id ON milestone (complaint_id)
    """,
    """
    CREATE TABLE promise (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        complaint_id INTEGER NOT NULL,
        text VARCHAR NOT NULL,
        made_to VARCHAR NOT NULL,
        side VARCHAR(9) NOT NULL,
        made_on DATE NOT NULL,
        due_on DATE NOT NULL,
        state VARCHAR(10) NOT NULL,
        settled_on DATE,
        reason VARCHAR NOT NULL,
        superseded_by_id INTEGER,
        contact_id INTEGER,
        PRIMARY KEY (id),
        FOREIGN KEY(complaint_id) REFERENCES complaint (id),
        FOREIGN KEY(superseded_by_id) REFERENCES promise (id),
        FOREIGN KEY(contact_id) REFERENCES contact (id)
    )
    """,
    """
    CREATE INDEX ix_promise_complaint_id ON promise (complaint_id)
    """,
)


def upgrade() -> None:
    """Make all tables, then what stands around them."""
    for statement in TABLES:
        op.execute(statement)
    schema.complete(op.execute)
