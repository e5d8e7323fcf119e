package io.twsj.spring.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.dataformat.cbor.CBORMapper;
import tools.jackson.dataformat.smile.SmileMapper;

/** The binary data formats that are spoken if the application has their mapper. */
enum BinaryFormat {
    CBOR("tools.jackson.dataformat.cbor.CBORMapper") {
        @Override
        ObjectMapper mapperOr(ObjectProvider<ObjectMapper> mappers) {
            return mappers.stream()
                    .filter(CBORMapper.class::isInstance)
                    .findFirst()
                    .orElseGet(CBORMapper::shared);
        }
    },
    SMILE("tools.jackson.dataformat.smile.SmileMapper") {
        @Override
        ObjectMapper mapperOr(ObjectProvider<ObjectMapper> mappers) {
            return mappers.stream()
                    .filter(SmileMapper.class::isInstance)
                    .findFirst()
                    .orElseGet(SmileMapper::new);
        }
    };

    private final String mapperClass;

    BinaryFormat(String mapperClass) {
        this.mapperClass = mapperClass;
    }

    /** The application's mapper, or one with the library's defaults; null if the library is not there. */
    @Nullable
    ObjectMapper mapper(ObjectProvider<ObjectMapper> mappers, @Nullable ClassLoader classes) {
        return ClassUtils.isPresent(mapperClass, classes) ? mapperOr(mappers) : null;
    }

    abstract ObjectMapper mapperOr(ObjectProvider<ObjectMapper> mappers);
}
