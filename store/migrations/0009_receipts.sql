-- Whoever holds the receipt of a contribution or an application can look up what became of it.

-- The receipt that an entry hands out, if it does: of an application, a contribution, an input, a member, or its own.
CREATE FUNCTION receipt_of(data json) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(
        data #>> '{application,receipt}', data #>> '{contribution,receipt}', data #>> '{input,receipt}',
        data #>> '{member,receipt}', data ->> 'receipt'
    )
$$;

CREATE INDEX ledger_by_receipt ON ledger (receipt_of(data))
    WHERE split_part(stream, '/', 1) IN ('dialogue', 'conference', 'engagement');
