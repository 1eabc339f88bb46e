from django.db import migrations

FORBID = """
CREATE FUNCTION agreement_signed_for_good() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'agreement_signature' AND TG_OP = 'UPDATE' AND to_jsonb(OLD) ->> 'lost_at' IS NULL
       AND to_jsonb(NEW) - 'lost_at' = to_jsonb(OLD) - 'lost_at' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'what was signed does not change' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER for_good BEFORE UPDATE OR DELETE ON agreement_revision
    FOR EACH ROW EXECUTE FUNCTION agreement_signed_for_good();
CREATE TRIGGER for_good BEFORE UPDATE OR DELETE ON agreement_signature
    FOR EACH ROW EXECUTE FUNCTION agreement_signed_for_good();
"""
ALLOW = """
DROP TRIGGER for_good ON agreement_signature;
DROP TRIGGER for_good ON agreement_revision;
DROP FUNCTION agreement_signed_for_good();
"""


class Migration(migrations.Migration):
    dependencies = [("agreement", "0004_proposals")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
